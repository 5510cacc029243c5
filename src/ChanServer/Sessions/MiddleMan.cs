using Chan.Distribution.Processes;
using Chan.Protocol.Framing;
using Chan.Server.Services;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Sessions;

/// <summary>The process between a client and its service: the only pid of the gateway that a service talks to, and the only thing a client can reach.</summary>
/// <remarks>
/// <para>To the controlling process: <c>{chan, MM, Term}</c> (<c>{chan, MM, Id, Term}</c> for requests of services that are told ids) and
/// <c>{chan_closed, MM}</c>, once, behind everything that the client sent. The first kind is delivered on the middle man's behalf by
/// whoever reads from the client, without a stop here.</para>
/// <para>From any process: <c>{send, Term}</c>, <c>{reply, Id, Term}</c>, <c>{push, Term}</c> and <c>close</c>.</para>
/// <para>As lib_chan, except: a controlling process that does not leave on <c>chan_closed</c>, or stays after its own <c>close</c>, is killed
/// when its grace time is over (lib_chan leaves it running for ever), and what it sends to a client that is gone is dropped.</para>
/// </remarks>
internal sealed partial class MiddleMan(ServiceDefinition service, ErlTerm argument, IClientLink client, TimeSpan grace, ILogger logger)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ErlTerm? _clientGone;
    private bool _isLeaving;
    private bool _reportedUnknown;

    /// <summary>Completes when the process has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts the process.</summary>
    /// <exception cref="InvalidOperationException">The node has as many processes as it can hold.</exception>
    public ErlPid Spawn(Node node)
    {
        // Only who holds the reference can tell the process that the client is gone: a service cannot forge it.
        _clientGone = ErlTerm.Tuple(node.MakeReference(), Atoms.Closed);
        return node.Spawn(RunAsync, new SpawnOptions { Label = $"middle man of {service.Name}" });
    }

    /// <summary>Tells the process that nothing more comes from the client. Only the first call has an effect.</summary>
    public void ClientIsGone(Node node, ErlPid self) => node.Send(self, _clientGone!);

    private async Task RunAsync(ProcessContext self)
    {
        try
        {
            self.TrapExit = true;
            ErlPid controlling;
            try
            {
                controlling = service.Program.SpawnLinked(self, argument);
            }
            catch (InvalidOperationException)
            {
                client.ServiceNotStarted(ErrorTerms.Busy);
                return;
            }

            client.ServiceStarted(controlling);
            await ServeAsync(self, controlling).ConfigureAwait(false);
        }
        finally
        {
            client.MiddleManEnded();
            _ended.TrySetResult();
        }
    }

    private async Task ServeAsync(ProcessContext self, ErlPid controlling)
    {
        ErlTerm message = await self.ReceiveAsync().ConfigureAwait(false);
        while (HandleAvailable(self, controlling, message, out ValueTask<ErlTerm> next))
        {
            message = await next.ConfigureAwait(false);
        }

        if (_isLeaving)
        {
            await AwaitExitAsync(self, controlling).ConfigureAwait(false);
        }
    }

    // Handles the message and all that are there already; what they write to the client leaves in one piece.
    private bool HandleAvailable(ProcessContext self, ErlPid controlling, ErlTerm message, out ValueTask<ErlTerm> next)
    {
        using FrameBatch batch = client.BeginBatch();
        while (Handle(self, controlling, message))
        {
            next = self.ReceiveAsync();
            if (!next.IsCompletedSuccessfully)
            {
                return true;
            }

            message = next.GetAwaiter().GetResult();
        }

        next = default;
        return false;
    }

    // The service has been told to leave, or has said that it is done: what it still sends goes the usual way, but its time is limited.
    private async Task AwaitExitAsync(ProcessContext self, ErlPid controlling)
    {
        long since = self.Node.TimeProvider.GetTimestamp();
        while (true)
        {
            TimeSpan left = grace - self.Node.TimeProvider.GetElapsedTime(since);
            if (left <= TimeSpan.Zero || await self.ReceiveAsync(left).ConfigureAwait(false) is not { } message)
            {
                LogKilled(service.Name, grace.TotalSeconds);
                self.Exit(controlling, Atoms.Kill);
                client.ServiceExited(Atoms.Killed);
                return;
            }

            if (!Handle(self, controlling, message) && !_isLeaving)
            {
                return;
            }
        }
    }
}
