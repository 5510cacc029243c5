using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Net.Control;

/// <content>Processes spawned from afar.</content>
internal sealed partial class ControlDispatcher
{
    private void DispatchSpawn(in ControlMessage message)
    {
        if (message.Operation is ControlOperation.SpawnRequest or ControlOperation.SpawnRequestTt)
        {
            node.SpawnFromRemote(Request(message));
            return;
        }

        if (message.Result is not ErlAtom && (message.Result as ErlPid)?.Node != peer)
        {
            Refuse(message, "the result is neither a process of the peer nor an error");
        }

        SpawnReplyFlags set = message.Number is ErlInteger(long number)
            ? (SpawnReplyFlags)(number & (long)(SpawnReplyFlags.Link | SpawnReplyFlags.Monitor))
            : Refuse<SpawnReplyFlags>(message, "the flags are not a number");
        node.SpawnReplyFromRemote(Reference(message), Target(message), set, message.Result!);
    }

    private SpawnRequest Request(in ControlMessage message)
    {
        if (message.Function is not (ErlTuple and [ErlAtom module, ErlAtom function, ErlInteger(long arity)]))
        {
            return Refuse<SpawnRequest>(message, "what to run is not a module, a function and an arity");
        }

        if (message.Payload is not ErlList { IsProper: true } arguments || arguments.Count != arity)
        {
            return Refuse<SpawnRequest>(message, $"the arguments are not a list of {arity}");
        }

        return new SpawnRequest
        {
            Reference = Reference(message),
            From = Source(message),
            GroupLeader = message.GroupLeader as ErlPid ?? Refuse<ErlPid>(message, "the group leader is not a pid"),
            Node = _self,
            Module = module,
            Function = function,
            Arguments = arguments,
            Options = message.Options is ErlList { IsProper: true } options
                ? options
                : Refuse<ErlList>(message, "the options are not a list"),
        };
    }
}
