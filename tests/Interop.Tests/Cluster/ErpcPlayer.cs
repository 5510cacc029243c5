using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Interop.Tests.Cluster;

/// <summary>Takes the steps of erpc_player.erl with the methods of C#, and prints what they give as that prints it.</summary>
internal sealed class ErpcPlayer(ProcessContext self, ErlAtom node)
{
    private static readonly ErlAtom Module = ErlTerm.Atom("erpc_player");
    private static readonly ErlAtom WaitFunction = ErlTerm.Atom("wait");

    private readonly Dictionary<ErlTerm, ErpcRequestId> _requests = [];
    private ErpcRequestIds _collection = new();

    public async Task<string> StepAsync(ErlTuple step)
    {
        try
        {
            return await PlayAsync(step);
        }
        catch (TermException raised)
        {
            return $"{{{Name(raised.Class)},{raised.Reason}}}";
        }
    }

    private async Task<string> PlayAsync(ErlTuple step)
    {
        switch (step)
        {
            case [ErlAtom("send"), var i, _, var key]:
                _requests[i] = self.ErpcSendRequest(node, Module, WaitFunction, [key]);
                return "sent";
            case [ErlAtom("send"), var i, _, var key, var label]:
                self.ErpcSendRequest(node, Module, WaitFunction, [key], label, _collection);
                _requests[i] = _collection.ToList().Select(pair => pair.Request).Except(_requests.Values).Single();
                return "sent";
            case [ErlAtom("add"), var i, var label]:
                _collection.Add(_requests[i], label);
                return "added";
            case [ErlAtom("wait"), var i, var time]:
                return Response(await self.ErpcWaitResponseAsync(_requests[i], Time(time)));
            case [ErlAtom("receive"), var i, var time]:
                return Response(await self.ErpcReceiveResponseAsync(_requests[i], Time(time)));
            case [ErlAtom("check"), var i, var other]:
                ErlTerm message = await self.ReceiveAsync();
                Assert.Null(_requests[other].CheckResponse(message));
                return Response(_requests[i].CheckResponse(message));
            case [ErlAtom("check_in_collection"), var delete]:
                return Response(_collection.CheckResponse(await self.ReceiveAsync(), Answered(delete)));
            case [ErlAtom("wait_in_collection"), var time, var delete]:
                return Response(await self.ErpcWaitResponseAsync(_collection, Time(time), Answered(delete)));
            case [ErlAtom("receive_in_collection"), var time, var delete]:
                return Response(await self.ErpcReceiveResponseAsync(_collection, Time(time), Answered(delete)));
            case [ErlAtom("size")]:
                return $"{{{_collection.Count},{ErlTerm.List([.. _collection.ToList().Select(pair => pair.Label).Order()])}}}";
            case [ErlAtom("forget")]:
                _collection = new ErpcRequestIds();
                return "forgotten";
            default:
                return await self.ReceiveAsync(TimeSpan.Zero) is { } rest ? $"{{rest,{rest}}}" : "empty";
        }
    }

    private static string Response(ErlTerm? value) => value is null ? "no_response" : $"{{response,{value}}}";

    private static string Response(ErpcResponse? response) => response is not { } answer ? "nothing"
        : answer.Result.Class is { } kind ? $"{{raised,{answer.Label},{Name(kind)},{answer.Result.Term}}}"
        : $"{{response,{answer.Label},{answer.Result.Term}}}";

    private static AnsweredRequest Answered(ErlTerm delete) => delete.Equals(Atoms.True) ? AnsweredRequest.Remove : AnsweredRequest.Keep;

    private static string Name(TermExceptionClass kind) => kind.ToString().ToLowerInvariant();

    private TimeSpan Time(ErlTerm time) => time switch
    {
        ErlAtom("past") => Deadline.After(self.Node.TimeProvider, TimeSpan.FromMilliseconds(-2)).Left,
        ErlAtom("later") => Deadline.After(self.Node.TimeProvider, TimeSpan.FromMinutes(1)).Left,
        ErlAtom => Timeout.InfiniteTimeSpan,
        _ => TimeSpan.FromMilliseconds(((ErlInteger)time).Value is var milliseconds ? (double)milliseconds : 0),
    };
}
