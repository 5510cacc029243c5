using System.Collections.Concurrent;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>The settings of applications, and the configuration of the program, which outlives unloading. Safe from any thread.</summary>
internal sealed class ApplicationEnvironment
{
    private readonly ConcurrentDictionary<(ErlAtom Application, ErlAtom Key), ErlTerm> _settings = new();
    private readonly ConcurrentDictionary<(ErlAtom Application, ErlAtom Key), ErlTerm> _configuration = new();

    public ApplicationEnvironment(IReadOnlyDictionary<ErlAtom, IReadOnlyDictionary<ErlAtom, ErlTerm>> configuration) => Configure(configuration);

    public ErlTerm? Get(ErlAtom application, ErlAtom key) => _settings.GetValueOrDefault((application, key));

    public IReadOnlyDictionary<ErlAtom, ErlTerm> Of(ErlAtom application) => Of(_settings, application);

    public void Set(ErlAtom application, ErlAtom key, ErlTerm value) => _settings[(application, key)] = value;

    public void Unset(ErlAtom application, ErlAtom key) => _settings.TryRemove((application, key), out _);

    /// <summary>As <see cref="Set"/>, and for the next time the application is loaded.</summary>
    public void SetPersistent(ErlAtom application, ErlAtom key, ErlTerm value)
    {
        _configuration[(application, key)] = value;
        Set(application, key, value);
    }

    /// <summary>As <see cref="Unset"/>, also for the next time the application is loaded.</summary>
    public void UnsetPersistent(ErlAtom application, ErlAtom key)
    {
        _configuration.TryRemove((application, key), out _);
        Unset(application, key);
    }

    /// <summary>Replaces the configuration of the program.</summary>
    public void Configure(IReadOnlyDictionary<ErlAtom, IReadOnlyDictionary<ErlAtom, ErlTerm>> configuration)
    {
        _configuration.Clear();
        foreach ((ErlAtom application, IReadOnlyDictionary<ErlAtom, ErlTerm> settings) in configuration)
        {
            foreach ((ErlAtom key, ErlTerm value) in settings)
            {
                _configuration[(application, key)] = value;
            }
        }
    }

    /// <summary>The settings that an application comes with take their place, and those of the configuration before them.</summary>
    public void Load(ErlAtom application, IReadOnlyDictionary<ErlAtom, ErlTerm> own)
    {
        foreach ((ErlAtom key, ErlTerm value) in own)
        {
            Set(application, key, value);
        }

        foreach ((ErlAtom key, ErlTerm value) in Of(_configuration, application))
        {
            Set(application, key, value);
        }
    }

    /// <summary>As <see cref="Load"/>, and no other setting stays.</summary>
    public void Reload(ErlAtom application, IReadOnlyDictionary<ErlAtom, ErlTerm> own)
    {
        Dictionary<ErlAtom, ErlTerm> configured = Of(_configuration, application);
        foreach (ErlAtom key in Of(application).Keys.Where(key => !own.ContainsKey(key) && !configured.ContainsKey(key)))
        {
            Unset(application, key);
        }

        Load(application, own);
    }

    public void Unload(ErlAtom application)
    {
        foreach (ErlAtom key in Of(application).Keys)
        {
            Unset(application, key);
        }
    }

    private static Dictionary<ErlAtom, ErlTerm> Of(ConcurrentDictionary<(ErlAtom Application, ErlAtom Key), ErlTerm> all, ErlAtom application)
        => all.Where(pair => pair.Key.Application == application).ToDictionary(pair => pair.Key.Key, pair => pair.Value);
}
