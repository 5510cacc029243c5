using System.CommandLine;

namespace Chan.Cli;

/// <summary>Lets the options of a command stand before it: <c>chan -s HOST rpc …</c>.</summary>
/// <remarks>
/// They are moved and not declared for the whole program: so each command has the help of its own options alone, and refuses those of others.
/// </remarks>
internal static class LeadingOptions
{
    /// <summary>The same arguments with the command first.</summary>
    internal static string[] MoveBehindCommand(Command root, string[] arguments)
    {
        int command = 0;
        while (command < arguments.Length && Find(root, arguments[command]) is { } option)
        {
            command += TakesNextArgument(option, arguments[command]) ? 2 : 1;
        }

        return command > 0 && command < arguments.Length && root.Subcommands.Any(known => known.Name == arguments[command])
            ? [arguments[command], .. arguments[..command], .. arguments[(command + 1)..]]
            : arguments;
    }

    private static Option? Find(Command root, string argument)
    {
        string name = argument.Split('=', ':')[0];
        return root.Subcommands.SelectMany(command => command.Options).FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));
    }

    private static bool TakesNextArgument(Option option, string argument)
        => option.ValueType != typeof(bool) && argument.AsSpan().IndexOfAny('=', ':') < 0;
}
