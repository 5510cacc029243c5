using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Otp.Starting;

/// <summary>How processes of a behaviour start, whichever it is: their name, their initialisation, and what who starts them is told.</summary>
/// <remarks>The part that <c>gen</c> and <c>init_it</c> have in OTP. Each behaviour has one object of this.</remarks>
/// <typeparam name="T">What the user gives: the object with the callbacks.</typeparam>
/// <param name="initialCall">What the process runs until the object is made.</param>
internal abstract class Behaviour<T>(ErlTerm initialCall)
    where T : class
{
    protected static readonly ErlAtom Init = ErlTerm.Atom("init");
    protected static readonly ErlAtom InitIt = ErlTerm.Atom("init_it");

    public ErlTerm InitialCall { get; } = initialCall;

    /// <summary>The fault of an initialisation that throws a value: it stands for a returned one, and none that is thrown is a result.</summary>
    protected virtual ErlAtom BadReturn { get; } = ErlTerm.Atom("bad_return_value");

    /// <summary>Starts a process, and waits until it runs or has ended.</summary>
    public Task<StartResult> StartAsync(ProcessContext self, StartKind kind, Func<T> create, StartOptions? options)
    {
        StartOptions wanted = Check(self, create, options);
        return ProcLib.StartAsync(self, kind, InitialCall, BodyOf(kind, self.Self, create, wanted), wanted);
    }

    /// <summary>Starts a process that is linked to nobody, from code that is no process.</summary>
    public Task<StartResult> StartAsync(Node node, Func<T> create, StartOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.RunAsync(self => StartAsync(self, StartKind.Alone, create, options), cancellationToken);
    }

    /// <summary>Starts a process that is linked to nobody; its monitor has been there from the first moment.</summary>
    public async Task<(StartResult Result, ErlReference? Monitor)> StartMonitorAsync(ProcessContext self, Func<T> create, StartOptions? options)
    {
        StartOptions wanted = Check(self, create, options);
        (StartResult result, ErlReference monitor) = await ProcLib.StartMonitorAsync(
            self, StartKind.Monitored, InitialCall, BodyOf(StartKind.Monitored, self.Self, create, wanted), wanted).ConfigureAwait(false);
        return (result, result.IsStarted ? monitor : null);
    }

    /// <summary>What the process runs. The name comes first: while another process has it, no object is made.</summary>
    public async Task RunAsync(ProcessContext self, InitAck ack, ErlTerm parent, Func<T> create, StartOptions options)
    {
        await Registration.RegisterAsync(self, options.Name, ack).ConfigureAwait(false);
        IBehaviourLoop loop;
        StartResult? refusal;
        try
        {
            T code = create() ?? throw new InvalidOperationException("The function that makes the object of the process gave none.");
            loop = Make(self, code, parent, options);
            ack.Show = loop.Show;
            refusal = await loop.InitAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (!self.IsDead)
        {
            Exception end = failure is TermException { Class: TermExceptionClass.Throw } thrown
                ? TermException.Exit(ErlTerm.Tuple(BadReturn, thrown.Reason))
                : failure;
            await Registration.UnregisterAsync(self, options.Name).ConfigureAwait(false);
            ack.Tell(StartResult.Failed(NoteFailure(self, options, end)));
            if (!ReferenceEquals(end, failure))
            {
                throw end;
            }

            // The crash report wants the exception itself.
            throw;
        }

        if (refusal is not null)
        {
            await Registration.UnregisterAsync(self, options.Name).ConfigureAwait(false);
            ack.Fail(refusal, refusal.Error ?? Atoms.Normal);
        }

        ack.Ok();
        await loop.RunAsync().ConfigureAwait(false);
    }

    /// <summary>Gives the object its process.</summary>
    protected abstract IBehaviourLoop Make(ProcessContext self, T code, ErlTerm parent, StartOptions options);

    /// <summary>An initialisation has failed: what the start gives as its reason. The process ends with that exception, and with a crash report.</summary>
    protected virtual ErlTerm NoteFailure(ProcessContext self, StartOptions options, Exception failure) => ExitReasons.Of(failure);

    private static StartOptions Check(ProcessContext self, Func<T> create, StartOptions? options)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(create);
        return options ?? StartOptions.Default;
    }

    /// <summary>A process that is tied to nobody is its own parent, as in Erlang.</summary>
    private Func<ProcessContext, InitAck, Task> BodyOf(StartKind kind, ErlPid starter, Func<T> create, StartOptions options)
        => (process, ack) => RunAsync(process, ack, kind == StartKind.Alone ? process.Self : starter, create, options);
}
