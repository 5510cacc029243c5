using System.Text;
using Chan.Protocol.Spake2Plus;

namespace Chan.Protocol.Tests.Spake2Plus;

/// <summary>One vector; what is empty is not part of it.</summary>
internal sealed record Rfc9383Vector
{
    public required byte[] Context { get; init; }

    public required byte[] W0 { get; init; }

    public required byte[] W1 { get; init; }

    public required byte[] L { get; init; }

    public required byte[] X { get; init; }

    public required byte[] ShareP { get; init; }

    public required byte[] Y { get; init; }

    public required byte[] ShareV { get; init; }

    public required byte[] Z { get; init; }

    public required byte[] V { get; init; }

    public byte[] Transcript { get; init; } = [];

    public byte[] KMain { get; init; } = [];

    public byte[] KConfirmP { get; init; } = [];

    public byte[] KConfirmV { get; init; } = [];

    public byte[] ConfirmP { get; init; } = [];

    public byte[] ConfirmV { get; init; } = [];

    public byte[] KShared { get; init; } = [];

    public Spake2PlusIdentity Identity => new(Context, Encoding.ASCII.GetBytes("client"), Encoding.ASCII.GetBytes("server"));
}
