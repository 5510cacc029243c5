using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>
/// The process between the controller and an application: the group leader of the application's processes, by which they are known, and who sees to it
/// that none of them is left when it ends. What they print goes on to where the node prints.
/// </summary>
/// <param name="controller">The controller.</param>
/// <param name="token">Marks the messages that are obeyed.</param>
/// <param name="application">The application.</param>
/// <param name="table">Where its processes are known.</param>
/// <param name="options">The limits.</param>
internal sealed class ApplicationMaster(
    ErlPid controller, ControlToken token, Application application, ApplicationTable table, ApplicationControllerOptions options)
{
    private static readonly ErlAtom StartedTag = ErlTerm.Atom("application_started");
    private static readonly ErlAtom StopTag = ErlTerm.Atom("stop_application");
    private static readonly ErlAtom ConfigurationTag = ErlTerm.Atom("config_change");
    private static readonly ErlAtom IoRequest = ErlTerm.Atom("io_request");
    private static readonly ErlAtom IoReply = ErlTerm.Atom("io_reply");
    private static readonly ErlAtom Terminated = ErlTerm.Atom("terminated");

    private bool _isStarted;
    private bool _isLimited;
    private ErlTerm? _failure;
    private ErlTerm? _end;
    private long _since;

    /// <summary>Reads what tells how a start went.</summary>
    public static bool TryReadStarted(ErlTerm message, ControlToken token, [NotNullWhen(true)] out ErlAtom? name, out ErlTerm? failure)
    {
        (name, failure) = (null, null);
        if (token.Marks(message) && message is ErlTuple and [_, ErlAtom tag, ErlAtom of, var result] && tag == StartedTag)
        {
            name = of;
            failure = result is ErlTuple { Count: 2 } error ? error[1] : null;
        }

        return name is not null;
    }

    /// <summary>What tells how a start went.</summary>
    /// <param name="token">Marks it.</param>
    /// <param name="name">The application.</param>
    /// <param name="failure">Why it failed, or <see langword="null"/>.</param>
    public static ErlTerm Started(ControlToken token, ErlAtom name, ErlTerm? failure)
        => ErlTerm.Tuple(token.Term, StartedTag, name, failure is null ? Atoms.Ok : ApplicationTerms.Failed(failure));

    /// <summary>Asks a master to stop its application; it ends with <c>normal</c> then.</summary>
    public static void Stop(ProcessContext self, ControlToken token, ErlPid master, StopLimit limit)
        => self.Send(master, ErlTerm.Tuple(token.Term, StopTag, limit == StopLimit.OfOptions));

    /// <summary>Has an application told of other settings; <c>{Reference, Result}</c> comes back.</summary>
    public static void ChangeConfiguration(ProcessContext self, ControlToken token, ErlPid master, ErlReference reference, ConfigurationChange change)
        => self.Send(master, ErlTerm.Tuple(token.Term, ConfigurationTag, self.Self, reference, change.ToTerm()));

    public async Task RunAsync(ProcessContext self)
    {
        self.TrapExit = true;
        self.GroupLeader = self.Self;
        table.AddMaster(self.Self, application.Name);
        ErlPid runner = self.SpawnLink(
            new ApplicationRunner(self.Self, token, application, table).RunAsync, new SpawnOptions { Label = "application " + application.Name });
        while (true)
        {
            if (await self.ReceiveAsync(TimeLeft(self)).ConfigureAwait(false) is not { } message)
            {
                self.Exit(runner, Atoms.Kill);
                ApplicationGroup.Kill(self, self.Self);
                new ApplicationLog(self.Node).Killed(application.Name);
                throw TermException.Exit(_end!);
            }

            if (GenMessage.TryReadExit(message, out ErlPid? from, out ErlTerm? reason))
            {
                if (from.Equals(runner))
                {
                    ApplicationGroup.Kill(self, self.Self);
                    if (!_isStarted)
                    {
                        self.Send(controller, Started(token, application.Name, _failure ?? reason));
                        return;
                    }

                    throw TermException.Exit(_end ?? reason);
                }

                if (from.Equals(controller))
                {
                    Stop(self, runner, StopLimit.OfOptions, reason);
                }
            }
            else
            {
                Handle(self, runner, message);
            }
        }
    }

    private void Handle(ProcessContext self, ErlPid runner, ErlTerm message)
    {
        if (message is not ErlTuple { Count: > 1 } tuple)
        {
            return;
        }

        if (tuple[0] == IoRequest)
        {
            Relay(self, tuple);
        }
        else if (token.Marks(tuple))
        {
            if (tuple[1] == StartedTag)
            {
                TakeStarted(self, message);
            }
            else if (tuple[1] == StopTag)
            {
                Stop(self, runner, tuple[2] == Atoms.True ? StopLimit.OfOptions : StopLimit.None, Atoms.Normal);
            }
            else if (tuple[1] == ConfigurationTag)
            {
                self.Send(runner, message);
            }
        }
    }

    private void TakeStarted(ProcessContext self, ErlTerm message)
    {
        TryReadStarted(message, token, out _, out _failure);
        if (_failure is not null)
        {
            // Told when it has ended: nothing of it is left then.
            return;
        }

        _isStarted = true;
        _since = self.Node.TimeProvider.GetTimestamp();
        self.Send(controller, message);
    }

    /// <summary>May come twice: without a limit first, and with one when all applications stop meanwhile.</summary>
    private void Stop(ProcessContext self, ErlPid runner, StopLimit limit, ErlTerm end)
    {
        if (limit == StopLimit.OfOptions && !_isLimited)
        {
            _isLimited = true;
            _since = self.Node.TimeProvider.GetTimestamp();
        }

        if (_end is null)
        {
            _end = end;
            ApplicationRunner.Stop(self, token, runner);
        }
    }

    private TimeSpan TimeLeft(ProcessContext self)
    {
        TimeSpan limit = !_isLimited ? Timeout.InfiniteTimeSpan : _isStarted ? options.ShutdownTimeout : options.UnfinishedStartTimeout;
        if (limit == Timeout.InfiniteTimeSpan)
        {
            return limit;
        }

        TimeSpan left = limit - self.Node.TimeProvider.GetElapsedTime(_since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static void Relay(ProcessContext self, ErlTuple request)
    {
        ErlPid leader = self.Node.DefaultGroupLeader;
        if (self.Node.IsAlive(leader))
        {
            self.Send(leader, request);
        }
        else if (request is [_, var from, var replyAs, _])
        {
            self.TrySend(from, ErlTerm.Tuple(IoReply, replyAs, ApplicationTerms.Failed(Terminated)));
        }
    }
}
