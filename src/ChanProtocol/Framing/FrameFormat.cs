namespace Chan.Protocol.Framing;

/// <summary>What stands between the length of a frame and its body.</summary>
public enum FrameFormat
{
    /// <summary>A type byte, which the length counts (native protocol, section 2).</summary>
    Native,

    /// <summary>Nothing: the body is all that the length counts (lib_chan; Erlang's <c>{packet, 4}</c>).</summary>
    Classic,
}
