using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Kit;

/// <summary>A process that keeps its mailbox for the test to read.</summary>
internal sealed class Listener
{
    private readonly System.Threading.Channels.Channel<ErlTerm> _messages = System.Threading.Channels.Channel.CreateUnbounded<ErlTerm>();
    private readonly System.Threading.Channels.Channel<Func<ProcessContext, Task>> _jobs = System.Threading.Channels.Channel.CreateUnbounded<Func<ProcessContext, Task>>();
    private readonly Node _node;

    public Listener(Node node, string? name = null)
    {
        _node = node;
        Pid = node.Spawn(RunAsync, name is null ? null : new SpawnOptions { Name = ErlTerm.Atom(name) });
    }

    public ErlPid Pid { get; }

    /// <summary>The next message.</summary>
    public async Task<ErlTerm> NextAsync() => await _messages.Reader.ReadAsync().AsTask().WaitAsync(TestTimeouts.Long);

    /// <summary>The next message as text.</summary>
    public async Task<string> NextTextAsync() => (await NextAsync()).ToString();

    /// <summary>What has come and was not taken yet.</summary>
    public IReadOnlyList<string> Rest()
    {
        var rest = new List<string>();
        while (_messages.Reader.TryRead(out ErlTerm? message))
        {
            rest.Add(message.ToString());
        }

        return rest;
    }

    /// <summary>Runs something as the process.</summary>
    public async Task<T> DoAsync<T>(Func<ProcessContext, T> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _jobs.Writer.WriteAsync(self =>
        {
            done.SetResult(action(self));
            return Task.CompletedTask;
        });
        _node.Send(Pid, ErlTerm.Atom("job"));
        return await done.Task.WaitAsync(TestTimeouts.Long);
    }

    public Task DoAsync(Action<ProcessContext> action) => DoAsync(self =>
    {
        action(self);
        return true;
    });

    /// <summary>Sends something in the name of the process.</summary>
    public Task TellAsync(string word, Listener other) => DoAsync(self => self.Send(other.Pid, ErlTerm.Atom(word)));

    /// <summary>Completes when everything sent to the process before has been taken in.</summary>
    public Task SyncAsync() => DoAsync(_ => { });

    private async Task RunAsync(ProcessContext self)
    {
        self.TrapExit = true;
        while (true)
        {
            ErlTerm message = await self.ReceiveAsync();
            if (message is ErlAtom("job") && _jobs.Reader.TryRead(out Func<ProcessContext, Task>? job))
            {
                await job(self);
            }
            else
            {
                _messages.Writer.TryWrite(message);
            }
        }
    }
}
