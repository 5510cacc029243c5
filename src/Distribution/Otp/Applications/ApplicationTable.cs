using System.Collections.Concurrent;
using System.Collections.Immutable;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>What is known of applications without asking the controller, which may wait for one that stops. Safe from any thread.</summary>
internal sealed class ApplicationTable(ApplicationControllerOptions options)
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<ErlAtom, Application> _loaded = new();
    private readonly ConcurrentDictionary<ErlPid, ErlAtom> _masters = new();

    /// <summary>The settings.</summary>
    public ApplicationEnvironment Environment { get; } = new(options.Configuration);

    /// <summary>The applications that run with their masters, the youngest first. Written by the controller alone.</summary>
    public ImmutableList<(ErlAtom Name, ErlPid Master)> Running { get; set; } = [];

    public IReadOnlyList<ApplicationInformation> Which
        => [.. Running.Select(each => Find(each.Name)).OfType<Application>().Select(ApplicationInformation.Of)];

    public IReadOnlyList<ApplicationInformation> Loaded => [.. _loaded.Values.Select(ApplicationInformation.Of)];

    public Application? Find(ErlAtom name) => _loaded.GetValueOrDefault(name);

    public bool IsRunning(ErlAtom name) => Running.Exists(each => each.Name == name);

    /// <summary>The application that a process belongs to, by its group leader.</summary>
    public ErlAtom? OfLeader(ErlPid leader) => _masters.GetValueOrDefault(leader);

    /// <summary>The application of which a module is said to be.</summary>
    public ErlAtom? OfModule(ErlAtom module) => _loaded.Values.FirstOrDefault(each => each.Modules.Contains(module))?.Name;

    public void AddMaster(ErlPid master, ErlAtom name) => _masters[master] = name;

    public void RemoveMaster(ErlPid master) => _masters.TryRemove(master, out _);

    /// <summary>Loads an application that is available, with those it includes.</summary>
    /// <returns>The refusal, with nothing loaded; <see langword="null"/> when it is loaded now.</returns>
    public ErlTerm? Load(ErlAtom name)
        => _loaded.ContainsKey(name) ? ApplicationTerms.Reason("already_loaded", name)
            : FindAvailable(name) is { } application ? Load(application)
            : ApplicationTerms.NoFile(name);

    /// <summary>Loads an application, with those it includes.</summary>
    /// <param name="application">The application.</param>
    /// <param name="settings">Settings in place of its own.</param>
    /// <returns>The refusal, with nothing loaded; <see langword="null"/> when it is loaded now.</returns>
    public ErlTerm? Load(Application application, IReadOnlyDictionary<ErlAtom, ErlTerm>? settings = null)
    {
        lock (_lock)
        {
            if (_loaded.ContainsKey(application.Name))
            {
                return ApplicationTerms.Reason("already_loaded", application.Name);
            }

            var found = new Dictionary<ErlAtom, Application> { [application.Name] = application };
            if (Collect(application, found) is { } missing)
            {
                return ApplicationTerms.NoFile(missing);
            }

            foreach (Application each in found.Values)
            {
                Environment.Load(each.Name, each == application && settings is not null ? settings : each.Environment);
                _loaded[each.Name] = each;
            }

            return null;
        }
    }

    /// <summary>Loads it unless it is.</summary>
    /// <returns>Why it cannot be; else <see langword="null"/>.</returns>
    public ErlTerm? EnsureLoaded(ErlAtom name) => Load(name) is { } refusal && !_loaded.ContainsKey(name) ? refusal : null;

    /// <summary>Forgets an application, and those it includes unless they run by themselves.</summary>
    public bool TryUnload(ErlAtom name)
    {
        lock (_lock)
        {
            if (!_loaded.TryRemove(name, out Application? application))
            {
                return false;
            }

            Environment.Unload(name);
            foreach (ErlAtom included in application.IncludedApplications.Where(each => !IsRunning(each)))
            {
                TryUnload(included);
            }

            return true;
        }
    }

    /// <summary>Replaces the configuration of the program, and makes the settings of all loaded applications anew.</summary>
    /// <returns>What it changes for those that run.</returns>
    public IReadOnlyList<(ErlPid Master, ConfigurationChange Change)> Configure(
        IReadOnlyDictionary<ErlAtom, IReadOnlyDictionary<ErlAtom, ErlTerm>> configuration)
    {
        lock (_lock)
        {
            var before = Running.ToDictionary(each => each.Master, each => Environment.Of(each.Name));
            var names = Running.ToDictionary(each => each.Master, each => each.Name);
            Environment.Configure(configuration);
            foreach (Application each in _loaded.Values)
            {
                Environment.Reload(each.Name, each.Environment);
            }

            return
            [
                .. from pair in before
                   let change = ConfigurationChange.Between(pair.Value, Environment.Of(names[pair.Key]))
                   where !change.IsEmpty
                   select (pair.Key, change),
            ];
        }
    }

    public Application? FindAvailable(ErlAtom name) => options.Available.FirstOrDefault(each => each.Name == name);

    /// <summary>Finds what an application includes and is not loaded.</summary>
    /// <returns>The name that nobody knows.</returns>
    private ErlAtom? Collect(Application application, Dictionary<ErlAtom, Application> found)
    {
        foreach (ErlAtom name in application.IncludedApplications.Where(each => !_loaded.ContainsKey(each) && !found.ContainsKey(each)))
        {
            if (FindAvailable(name) is not { } included)
            {
                return name;
            }

            found.Add(name, included);
            if (Collect(included, found) is { } missing)
            {
                return missing;
            }
        }

        return null;
    }
}
