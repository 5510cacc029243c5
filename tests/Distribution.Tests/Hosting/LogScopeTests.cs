using System.Collections.Concurrent;
using Chan.Distribution.Hosting;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Hosting;

[Trait("Scenario", "O8")]
public sealed class LogScopeTests
{
    [Fact]
    public async Task What_a_behaviour_logs_carries_its_pid_and_name_and_nothing_else_does()
    {
        using var provider = new ScopeProvider();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(provider);
        builder.Services.AddNode().AddGenServer<Talking>(new() { Name = ErlTerm.Atom("a") }).AddGenServer<Talking>();
        using IHost host = builder.Build();
        await host.StartAsync().WaitAsync(TestTimeouts.Long);
        Node node = host.Services.GetRequiredService<Node>();
        ErlPid pid = node.WhereIs(ErlTerm.Atom("a"))!;
        await node.CallAsync(pid, ErlTerm.Atom("go"), Timeout.InfiniteTimeSpan).WaitAsync(TestTimeouts.Long);
        await host.StopAsync().WaitAsync(TestTimeouts.Long);

        string scope = $"Process {pid} (a)";
        Assert.Equal(
            [("call", scope), ("child", ""), ("end", scope), ("init", scope)],
            provider.Lines.Where(line => line.Scopes.Length == 0 || line.Scopes == scope).Order());
        Assert.Equal(["end", "init"], provider.Lines.Where(line => line.Scopes.EndsWith("(Talking)", StringComparison.Ordinal)).Select(line => line.Text).Order());
    }

    private sealed class Talking(ILogger<Talking> logger) : GenServer
    {
        protected internal override ValueTask<InitResult> InitAsync()
        {
            Process.TrapExit = true;
            Say("init");
            return InitResult.Ok;
        }

        protected internal override async ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from)
        {
            Say("call");
            (ErlPid _, ErlReference child) = Process.SpawnMonitor(_ =>
            {
                Say("child");
                return Task.CompletedTask;
            });
            await Process.ReceiveAsync(child);
            return CallResult.Reply(Atoms.Ok);
        }

        protected internal override ValueTask TerminateAsync(ErlTerm reason)
        {
            Say("end");
            return ValueTask.CompletedTask;
        }

        private void Say(string text) => logger.Log(LogLevel.Information, new EventId(1), text, null, static (said, _) => said);
    }

    /// <summary>Keeps what <see cref="Talking"/> logs, each line with its scopes.</summary>
    private sealed class ScopeProvider : ILoggerProvider, ISupportExternalScope
    {
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public ConcurrentQueue<(string Text, string Scopes)> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName.Contains(nameof(Talking), StringComparison.Ordinal));

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public void Dispose()
        {
        }

        private sealed class Logger(ScopeProvider provider, bool isKept) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull
                => provider._scopes.Push(state);

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (!isKept)
                {
                    return;
                }

                var scopes = new List<string>();
                provider._scopes.ForEachScope(static (scope, into) => into.Add(scope?.ToString() ?? ""), scopes);
                provider.Lines.Enqueue((formatter(state, exception), string.Join(';', scopes)));
            }
        }
    }
}
