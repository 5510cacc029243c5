using Chan.Terms;

namespace Chan.Distribution.Net.Control;

/// <content>Monitors.</content>
internal sealed partial class ControlDispatcher
{
    private void DispatchMonitor(in ControlMessage message)
    {
        ErlReference reference = Reference(message);
        switch (message.Operation)
        {
            case ControlOperation.MonitorP:
                node.MonitorFromRemote(Source(message), Monitored(message), reference);
                break;
            case ControlOperation.DemonitorP:
                node.DemonitorFromRemote(Source(message), Monitored(message), reference);
                break;
            default:
                // What ended is repeated as it was monitored: a pid or a name.
                if (message.From is not ErlAtom)
                {
                    Source(message);
                }

                node.DownFromRemote(Target(message), reference, message.Payload ?? message.Reason!);
                break;
        }
    }

    private ErlTerm Monitored(in ControlMessage message) => message.To is ErlAtom name ? name : Target(message);
}
