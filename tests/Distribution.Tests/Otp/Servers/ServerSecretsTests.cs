using Chan.Distribution.Otp.Events;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Otp.Servers;

/// <summary>What a server or handler wants to keep to itself is in no log.</summary>
[Trait("Scenario", "O7")]
public sealed class ServerSecretsTests : ProcessTest
{
    private const int CrashReport = 2601;
    private const int Terminating = 2603;
    private const int UnexpectedMessage = 2604;
    private const int ChildTerminated = 2610;
    private const int HandlerCrashed = 2630;
    private const int HandlerUnexpected = 2631;
    private const string Secret = "open_sesame";

    private static readonly ErlTerm Login = Term("{login, joe, open_sesame}");

    [Fact]
    public Task A_message_that_nobody_handles_is_told() => Run(async self =>
    {
        Log.Expect(UnexpectedMessage);
        ErlPid server = (await GenServer.StartLinkAsync(self, () => new Vault("shows"))).Pid;
        self.Send(server, Login);

        Assert.Equal(
            $"Server 'Vault', process {server}, got a message that it does not handle: {Login}", (await Log.WaitForAsync(UnexpectedMessage)).Message);
    });

    [Theory]
    [InlineData("hides", "{login,joe}")]
    [InlineData("fails", "\"Vault:format_status/1 crashed\"")]
    public Task Secrets_of_a_server_come_into_no_log(string format, string shown) => Run(async self =>
    {
        foreach (int expected in new[] { CrashReport, Terminating, UnexpectedMessage, ChildTerminated })
        {
            Log.Expect(expected);
        }

        Log.Allow(LogLevel.Error, "reached_max_restart_intensity");
        ErlPid tree = (await Supervisor.StartAsync(Node, new SupervisorSpec(
            new SupervisorFlags { Intensity = 0 }, [new ChildSpec(Term("vault"), parent => GenServer.StartLinkAsync(parent, () => new Vault(format)))]))).Pid;
        ErlPid server = Assert.Single(await self.WhichChildrenAsync(tree)).Pid!;
        await self.DebugAsync(server, Term("{log, true}"));
        self.Send(server, Login);
        Assert.DoesNotContain(Secret, ((ErlList)((ErlTuple)await self.GetStatusAsync(server))[3])[4].ToString(), StringComparison.Ordinal);
        await self.SuspendAsync(server);
        self.Cast(server, Login);
        self.Cast(server, Login);
        self.Send(server, Login);
        await self.ResumeAsync(server);
        await ExitOf(tree);

        Assert.DoesNotContain(Log.Entries, entry => entry.Message.Contains(Secret, StringComparison.Ordinal));
        Assert.Contains(shown, (await Log.WaitForAsync(UnexpectedMessage)).Message, StringComparison.Ordinal);
        Assert.Contains($"last message {shown}", (await Log.WaitForAsync(Terminating)).Message, StringComparison.Ordinal);
        Assert.Contains($"2 unread messages [{shown},{shown}]", (await Log.WaitForAsync(CrashReport)).Message, StringComparison.Ordinal);
    });

    [Fact]
    public Task Secrets_of_a_handler_come_into_no_log() => Run(async self =>
    {
        Log.Expect(HandlerCrashed);
        Log.Expect(HandlerUnexpected);
        var modules = new Dictionary<ErlAtom, Func<GenEventHandler>> { [ErlTerm.Atom("guard")] = () => new Guard() };
        ErlPid manager = (await GenEvent.StartLinkAsync(self, modules)).Pid;
        await self.AddHandlerAsync(manager, Term("guard"), Atoms.Ok);
        self.Send(manager, Login);
        await self.CallHandlerAsync(manager, Term("guard"), Login);
        Assert.Empty(await self.WhichHandlersAsync(manager));

        Assert.DoesNotContain(Log.Entries, entry => entry.Message.Contains(Secret, StringComparison.Ordinal));
        Assert.Contains("last event {login,joe}, state hidden", (await Log.WaitForAsync(HandlerCrashed)).Message, StringComparison.Ordinal);
    });

    private static ServerStatus Hide(ServerStatus status) => status with
    {
        State = Term("hidden"),
        Message = status.Message is ErlTuple and [ErlAtom("login"), var user, _] ? ErlTerm.Tuple(Term("login"), user) : status.Message,
        Log = ErlList.Empty,
    };

    private sealed class Vault(string format) : GenServer
    {
        protected internal override ValueTask<InitResult> InitAsync()
        {
            Process.Dictionary[Term("key")] = Login;
            return InitResult.Ok;
        }

        protected internal override ErlTerm GetState() => Login;

        protected internal override ServerStatus FormatStatus(ServerStatus status) => format switch
        {
            "shows" => status,
            "hides" => Hide(status),
            _ => throw new InvalidOperationException(Secret),
        };
    }

    private sealed class Guard : GenEventHandler
    {
        protected internal override ValueTask<EventResult> HandleEventAsync(ErlTerm message) => EventResult.Ok;

        protected internal override ErlTerm GetState() => Login;

        protected internal override ServerStatus FormatStatus(ServerStatus status) => Hide(status);
    }
}
