using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <content>Settings, and which process belongs to which application.</content>
public sealed partial class ApplicationController
{
    /// <summary>A setting, or <see langword="null"/>.</summary>
    /// <param name="application">The application.</param>
    /// <param name="key">The setting.</param>
    public ErlTerm? GetEnvironment(ErlAtom application, ErlAtom key) => _table.Environment.Get(application, key);

    /// <summary>All settings of an application.</summary>
    /// <param name="application">The application.</param>
    public IReadOnlyDictionary<ErlAtom, ErlTerm> GetAllEnvironment(ErlAtom application) => _table.Environment.Of(application);

    /// <summary>Makes a setting, now and in the configuration: it stays when the application is loaded (again), and goes before the one that comes with it.</summary>
    /// <param name="application">The application.</param>
    /// <param name="key">The setting.</param>
    /// <param name="value">Its value.</param>
    public void SetEnvironment(ErlAtom application, ErlAtom key, ErlTerm value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _table.Environment.SetPersistent(application, key, value);
    }

    /// <summary>Takes a setting away, now and from the configuration.</summary>
    /// <param name="application">The application.</param>
    /// <param name="key">The setting.</param>
    public void UnsetEnvironment(ErlAtom application, ErlAtom key) => _table.Environment.UnsetPersistent(application, key);

    /// <summary>
    /// Replaces the configuration of the program, the settings that go before those which applications come with. The settings of every loaded application
    /// are made anew, and those that run are told what is other: <see cref="Application.ChangeConfigurationAsync"/>.
    /// </summary>
    /// <param name="configuration">Settings by application.</param>
    /// <param name="cancellationToken">Gives up waiting for what the applications make of it; the settings are other ones nevertheless.</param>
    /// <exception cref="TermException">A list of the reasons why applications did not take them. All have been told.</exception>
    public async Task ChangeConfigurationAsync(
        IReadOnlyDictionary<ErlAtom, IReadOnlyDictionary<ErlAtom, ErlTerm>> configuration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        IReadOnlyList<(ErlPid Master, ConfigurationChange Change)> changes = _table.Configure(configuration);
        IReadOnlyList<ErlTerm> errors = await _node.RunAsync(self => TellAsync(self, changes), cancellationToken).ConfigureAwait(false);
        if (errors.Count > 0)
        {
            throw TermException.Error(ErlTerm.List([.. errors]));
        }
    }

    /// <summary>The application that a process belongs to, or <see langword="null"/>. For the processes of an included one it is that which includes it.</summary>
    /// <param name="pid">A process of this node.</param>
    public ErlAtom? GetApplication(ErlPid pid)
        => _node.GetProcessInformation(pid) is { } facts ? _table.OfLeader(facts.GroupLeader) : null;

    private async Task<IReadOnlyList<ErlTerm>> TellAsync(ProcessContext self, IReadOnlyList<(ErlPid Master, ConfigurationChange Change)> changes)
    {
        var answers = new List<ErlReference>();
        foreach ((ErlPid master, ConfigurationChange change) in changes)
        {
            ErlReference answer = self.Monitor(master);
            ApplicationMaster.ChangeConfiguration(self, _token, master, answer, change);
            answers.Add(answer);
        }

        var errors = new List<ErlTerm>();
        foreach (ErlReference answer in answers)
        {
            // Without an answer: it has ended, and has nothing to change any more.
            if (await self.ReceiveAsync(answer).ConfigureAwait(false) is ErlTuple and [_, ErlTuple and [_, var error]])
            {
                errors.Add(error);
            }

            self.Demonitor(answer, DemonitorOptions.Flush);
        }

        return errors;
    }
}
