namespace Chan.Distribution.Net.Channels;

/// <summary>How the packets of a connection begin. Both directions have the same form; a packet of another one ends the connection.</summary>
internal enum PacketForm
{
    /// <summary>112, and each term with its 131. When neither the header nor fragments were agreed on.</summary>
    PassThrough,

    /// <summary>131 and 68, 69 or 70, with the atoms of the message.</summary>
    Header,
}
