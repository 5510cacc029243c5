namespace Chan.Client.Sessions;

/// <summary>What an rpc id stands for when its answer comes.</summary>
internal enum RpcState
{
    /// <summary>Nobody asked: the gateway is at fault.</summary>
    Unknown,

    /// <summary>Its caller waits.</summary>
    Open,

    /// <summary>Its caller gave up, and the gateway has been told.</summary>
    Abandoned,
}
