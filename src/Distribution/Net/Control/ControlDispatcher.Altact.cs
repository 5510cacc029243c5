using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Net.Control;

/// <content>ALTACT_SIG_SEND: messages and exit signals to pids, names and aliases, as OTP 28 sends them.</content>
internal sealed partial class ControlDispatcher
{
    private void DispatchAltact(in ControlMessage message)
    {
        if (!flags.HasFlag(DistributionFlags.AltactSig))
        {
            Refuse(message, "not agreed on for this connection");
        }

        AltactFlags kind = message.Number is ErlInteger number
            ? (AltactFlags)(byte)(number.Value & byte.MaxValue)
            : Refuse<AltactFlags>(message, "the flags are not a number");
        ErlTerm to = (kind & (AltactFlags.Alias | AltactFlags.Name)) switch
        {
            AltactFlags.Alias => Alias(message),
            AltactFlags.Name => Name(message),
            AltactFlags.None => Target(message),
            _ => Refuse<ErlTerm>(message, "the receiver cannot be both a name and an alias"),
        };
        if (!kind.HasFlag(AltactFlags.Exit))
        {
            CheckAnyPid(message);
            node.SendFromRemote(to, message.Payload!);
        }
        else if (Owner(to) is { } target)
        {
            node.ExitFromRemote(Source(message), target, message.Payload!, ExitOrigin.Process);
        }
        else
        {
            Source(message);
        }
    }

    /// <summary>The process that an exit signal reaches; null when the name or the alias is nobody's.</summary>
    private ErlPid? Owner(ErlTerm to) => to switch
    {
        ErlPid pid => pid,
        ErlAtom name => node.WhereIs(name),
        _ => OwnerOfAlias(node.CanonicalReference((ErlReference)to)),
    };

    private ErlPid? OwnerOfAlias(ErlReference alias)
    {
        ReadOnlySpan<uint> words = alias.Words;
        ProcessContext? owner = words.Length == ErlReference.MaxWords ? node.Table.Find(words[3], words[4]) : null;
        return owner?.FindOwned(alias) is { Alias: not null } ? owner.Self : null;
    }
}
