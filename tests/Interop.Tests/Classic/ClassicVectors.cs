using System.Globalization;

namespace Chan.Interop.Tests.Classic;

/// <summary>Conversations captured between two Erlang peers of the classic protocol, byte for byte.</summary>
internal static class ClassicVectors
{
    /// <summary>The password of the captured services.</summary>
    public const string Password = "ABXy45";

    /// <summary>The moves of a conversation, in order.</summary>
    /// <param name="name">Its name in <c>vectors.txt</c>.</param>
    public static IReadOnlyList<Move> Read(string name)
        => [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Classic", "vectors.txt"))
            .SkipWhile(line => line != "connection " + name)
            .Skip(1)
            .TakeWhile(line => line.Length > 0)
            .Select(line => new Move(FromClient: line[0] == 'C', Convert.FromHexString(line.AsSpan(2))))];

    /// <summary>The challenge of a conversation as text; null where there is none.</summary>
    public static string? Challenge(IReadOnlyList<Move> moves)
    {
        // length 4, version 1, tuple 2, atom 3 + 9, string 3, then 25 letters
        byte[] frame = moves[1].Bytes;
        return frame.Length == 47 ? System.Text.Encoding.ASCII.GetString(frame, 22, 25) : null;
    }

    /// <summary>One write of one side.</summary>
    internal sealed record Move(bool FromClient, byte[] Bytes)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(FromClient ? "client" : "server")}: {Convert.ToHexStringLower(Bytes)}");
    }
}
