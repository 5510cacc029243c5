using System.Collections.Concurrent;
using System.Collections.Immutable;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>What is known of applications without asking the controller, which may wait for one that starts. Safe from any thread.</summary>
internal sealed class ApplicationTable
{
    private readonly ConcurrentDictionary<ErlAtom, Application> _loaded = new();
    private readonly ConcurrentDictionary<(ErlAtom Application, ErlAtom Key), ErlTerm> _environment = new();

    /// <summary>The applications that run, the youngest first. Written by the controller alone.</summary>
    public ImmutableList<ErlAtom> Running { get; set; } = [];

    public IReadOnlyList<ApplicationInformation> Which => [.. Running.Select(Find).OfType<Application>().Select(ApplicationInformation.Of)];

    public IReadOnlyList<ApplicationInformation> Loaded => [.. _loaded.Values.Select(ApplicationInformation.Of)];

    public Application? Find(ErlAtom name) => _loaded.GetValueOrDefault(name);

    /// <summary>False when one of that name is loaded. Settings that were made before stay.</summary>
    public bool TryLoad(Application application)
    {
        if (!_loaded.TryAdd(application.Name, application))
        {
            return false;
        }

        foreach ((ErlAtom key, ErlTerm value) in application.Environment)
        {
            _environment.TryAdd((application.Name, key), value);
        }

        return true;
    }

    public bool TryUnload(ErlAtom name)
    {
        if (!_loaded.TryRemove(name, out _))
        {
            return false;
        }

        foreach ((ErlAtom key, _) in EnvironmentOf(name))
        {
            Unset(name, key);
        }

        return true;
    }

    public ErlTerm? Get(ErlAtom application, ErlAtom key) => _environment.GetValueOrDefault((application, key));

    public void Set(ErlAtom application, ErlAtom key, ErlTerm value) => _environment[(application, key)] = value;

    public void Unset(ErlAtom application, ErlAtom key) => _environment.TryRemove((application, key), out _);

    public IReadOnlyList<(ErlAtom Key, ErlTerm Value)> EnvironmentOf(ErlAtom application)
        => [.. _environment.Where(pair => pair.Key.Application == application).Select(pair => (pair.Key.Key, pair.Value))];
}
