using System.Reflection;
using Chan.Distribution.Processes;

namespace Chan.Server.Services;

/// <summary>Loads the assemblies that the configuration names, and nothing else, into the tables of modules and handlers.</summary>
internal static class ModuleAssemblies
{
    /// <summary>Loads each assembly and adds its marked classes.</summary>
    /// <returns>One fault for each assembly or class that cannot be used.</returns>
    public static IReadOnlyList<ServiceFault> Load(IEnumerable<string> paths, ModuleTable modules, HandlerTable handlers)
    {
        List<ServiceFault> faults = [];
        foreach (string path in paths)
        {
            try
            {
                AddTypes(path, Assembly.LoadFrom(path), modules, handlers, faults);
            }
            catch (Exception exception) when (exception is IOException or BadImageFormatException or UnauthorizedAccessException or ArgumentException)
            {
                faults.Add(new(path, $"The assembly cannot be loaded: {exception.Message}"));
            }
            catch (ReflectionTypeLoadException exception)
            {
                faults.Add(new(path, $"Classes of the assembly cannot be loaded: {exception.LoaderExceptions.FirstOrDefault()?.Message ?? exception.Message}"));
            }
        }

        return faults;
    }

    private static void AddTypes(string path, Assembly assembly, ModuleTable modules, HandlerTable handlers, List<ServiceFault> faults)
    {
        bool found = false;
        foreach (Type type in assembly.GetTypes())
        {
            bool isModule = type.IsDefined(typeof(ErlModuleAttribute), inherit: false);
            bool isHandler = type.IsDefined(typeof(ChanHandlerAttribute), inherit: false);
            found |= isModule || isHandler;
            try
            {
                if (isModule)
                {
                    modules.Add(type);
                }

                if (isHandler)
                {
                    handlers.Add(type);
                }
            }
            catch (ArgumentException exception)
            {
                faults.Add(new(path, exception.Message));
            }
        }

        if (!found)
        {
            faults.Add(new(path, "The assembly has no class marked with [ErlModule] or [ChanHandler], so nothing of it can be named as a service."));
        }
    }
}
