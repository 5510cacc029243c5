namespace Chan.Distribution.Net.Carriers;

/// <summary>Whether the certificate of a dialled node must name the host.</summary>
public enum HostNameCheck
{
    /// <summary>It must name the host part of the node name, as <c>verify_peer</c> asks for.</summary>
    Required,

    /// <summary>Any certificate of the authorities will do.</summary>
    Skipped,
}
