using System.Diagnostics.CodeAnalysis;

namespace Chan.Distribution.Net.Names;

/// <summary>The two families of node names. A node of one dials only nodes of its own, as in Erlang.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The field's own words; no number types are meant.")]
public enum NodeNameForm
{
    /// <summary>The host is one word without dots, as with <c>erl -sname</c>.</summary>
    Short,

    /// <summary>The host is a full domain name or an IP address, as with <c>erl -name</c>.</summary>
    Long,
}
