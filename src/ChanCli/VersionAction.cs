using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Chan.Cli;

/// <summary>Prints the version of this assembly, whatever program it runs in.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        string? version = typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        parseResult.InvocationConfiguration.Output.WriteLine(version);
        return ExitCode.Ok;
    }
}
