using Chan.Distribution.Processes;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Server.Tests.Sessions;

public class RpcTests
{
    [Fact]
    public async Task Sends_of_a_service_without_ids_answer_the_oldest_request_and_are_pushes_when_none_is_open()
    {
        await using SessionFixture gateway = new();
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync();

        await client.RpcAsync(30, "a");
        await client.RpcAsync(10, "b");
        await client.CastAsync("c");
        await client.ExpectAsync("REPLY 30 a", "REPLY 10 b", "SEND c");
    }

    [Fact]
    public async Task A_service_with_ids_answers_in_any_order()
    {
        await using SessionFixture gateway = new();
        gateway.Add("reversed", ReverseAsync, service => service with { RpcIds = true });
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("reversed");

        await client.RpcAsync(1, "a");
        await client.RpcAsync(2, "b");
        await client.CastAsync("answer");
        await client.ExpectAsync("REPLY 2 b", "REPLY 1 a");
    }

    [Fact]
    public async Task A_cancelled_request_is_answered_once_and_its_late_answer_goes_to_nobody()
    {
        await using SessionFixture gateway = new();
        gateway.Add("late", LateAsync);
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("late");

        await client.RpcAsync(1, "first");
        await client.SendAsync(ScriptedClient.Frame(FrameType.Cancel, ScriptedClient.Id(1)));
        await client.SendAsync(ScriptedClient.Frame(FrameType.Cancel, ScriptedClient.Id(77)));
        await client.ExpectAsync("ERROR 1 {error,timeout,cancelled}");
        await client.CastAsync("answer");
        await client.RpcAsync(2, "second");
        await client.CastAsync("answer");
        await client.ExpectAsync("REPLY 2 second");
        await client.RpcAsync(1, "again");
        await client.CastAsync("answer");
        await client.ExpectAsync("REPLY 1 again");
    }

    [Fact]
    public async Task Replies_with_an_id_that_is_not_open_are_ignored()
    {
        await using SessionFixture gateway = new();
        gateway.Add("wild", async (self, middleMan, _) =>
        {
            foreach (ErlTerm id in new ErlTerm[] { 99, -1, ErlTerm.Atom("x"), 1L << 40 })
            {
                self.Send(middleMan, ErlTerm.Tuple(Atoms.Reply, id, ErlTerm.Atom("never")));
            }

            self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, ErlTerm.Atom("done")));
            await self.ReceiveAsync();
        }, service => service with { RpcIds = true });
        using ScriptedClient client = gateway.Connect();

        await client.StartAsync("wild");
        await client.ExpectAsync("SEND done");
    }

    [Fact]
    public async Task A_thousand_requests_in_one_write_are_all_answered_in_order()
    {
        await using SessionFixture gateway = new();
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync();
        byte[] requests = [.. Enumerable.Range(1, 1000).SelectMany(id => ScriptedClient.RpcFrame((uint)id, $"{id}"))];

        Task sending = client.SendAsync(requests);
        await client.ExpectAsync([.. Enumerable.Range(1, 1000).Select(id => $"REPLY {id} {id}")]);
        await sending;
    }

    [Fact]
    public async Task The_reader_stops_while_the_service_is_behind_and_goes_on_when_it_has_caught_up()
    {
        await using SessionFixture gateway = new();
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<ErlPid> self = new(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Add("behind", async (process, middleMan, argument) =>
        {
            self.SetResult(process.Self);
            await go.Task;
            await SessionFixture.EchoAsync(process, middleMan, argument);
        }, service => service with { Limits = service.Limits with { MailboxLimit = 10 } });
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("behind");

        ErlPid service = await self.Task.WaitAsync(TestTimeouts.Long);
        byte[] casts = [.. Enumerable.Range(1, 500).SelectMany(id => ScriptedClient.RpcFrame((uint)id, "x"))];
        await client.SendAsync(casts);
        Assert.InRange(gateway.Node.GetMailboxLength(service), 0, 10);
        go.SetResult();
        await client.ExpectAsync([.. Enumerable.Range(1, 500).Select(id => $"REPLY {id} x")]);
        Assert.InRange(gateway.Node.GetMailboxLength(service), 0, 10);
    }

    private static async Task ReverseAsync(ProcessContext self, ErlTerm middleMan, ErlTerm argument)
    {
        Stack<(ErlTerm Id, ErlTerm Term)> open = new();
        while (true)
        {
            switch (await self.ReceiveAsync())
            {
                case ErlTuple { Count: 4 } rpc:
                    open.Push((rpc[2], rpc[3]));
                    break;
                case ErlTuple { Count: 3 }:
                    while (open.TryPop(out (ErlTerm Id, ErlTerm Term) rpc))
                    {
                        self.Send(middleMan, ErlTerm.Tuple(Atoms.Reply, rpc.Id, rpc.Term));
                    }

                    break;
                default:
                    return;
            }
        }
    }

    private static async Task LateAsync(ProcessContext self, ErlTerm middleMan, ErlTerm argument)
    {
        Queue<ErlTerm> open = new();
        while (await self.ReceiveAsync() is ErlTuple { Count: 3 } chan)
        {
            if (!chan[2].Equals(ErlTerm.Atom("answer")))
            {
                open.Enqueue(chan[2]);
                continue;
            }

            while (open.TryDequeue(out ErlTerm? term))
            {
                self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, term));
            }
        }
    }
}
