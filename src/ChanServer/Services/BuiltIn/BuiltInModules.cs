using Chan.Distribution.Processes;

namespace Chan.Server.Services.BuiltIn;

/// <summary>The modules that every gateway can serve without an assembly of the owner's.</summary>
internal static class BuiltInModules
{
    /// <summary>Adds them to a node's table.</summary>
    public static void AddTo(ModuleTable modules)
    {
        modules.Add(typeof(Kvs));
        modules.Add(typeof(ModNameServer));
    }
}
