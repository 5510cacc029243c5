using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>The functions of module <c>application</c> that change nothing: what other nodes may call unless the owner says otherwise.</summary>
internal static class ApplicationModule
{
    public static readonly ErlAtom Name = ErlTerm.Atom("application");

    private static readonly ErlAtom Controller = ErlTerm.Atom("application_controller");
    private static readonly ErlAtom Normal = Atoms.Normal;
    private static readonly ErlAtom Local = ErlTerm.Atom("local");

    public static void AddTo(ModuleTable modules, ApplicationTable table, ApplicationExports exports)
    {
        if (!exports.HasFlag(ApplicationExports.Reading))
        {
            return;
        }

        AddSettings(modules, table);
        modules.Add(Name, "which_applications", 0, _ => ApplicationTerms.ListOf(table.Which));
        modules.Add(Name, "which_applications", 1, _ => ApplicationTerms.ListOf(table.Which));
        modules.Add(Name, "loaded_applications", 0, _ => ApplicationTerms.ListOf(table.Loaded));
        modules.Add(Name, ErlTerm.Atom("info"), 0, (self, _) => self.CallAsync(Controller, ErlTerm.Atom("info"), Timeout.InfiniteTimeSpan));
        modules.Add(Name, "get_key", 1, (self, arguments) => Own(self, table) is { } own ? ApplicationKeys.Get(table, own, arguments[0]) : Atoms.Undefined);
        modules.Add(Name, "get_key", 2, arguments => ApplicationKeys.Get(table, BuiltIn.Name(arguments[0]), arguments[1]));
        modules.Add(Name, "get_all_key", 0, (self, _) => Own(self, table) is { } own ? ApplicationKeys.GetAll(table, own) : ErlList.Empty);
        modules.Add(Name, "get_all_key", 1, arguments => ApplicationKeys.GetAll(table, BuiltIn.Name(arguments[0])));
        modules.Add(Name, "get_application", 0, (self, _) => Found(Own(self, table)));
        modules.Add(Name, "get_application", 1, (self, arguments) => Found(arguments[0] is ErlPid pid
            ? self.Node.GetProcessInformation(pid) is { } facts ? table.OfLeader(facts.GroupLeader) : null
            : table.OfModule(BuiltIn.Name(arguments[0]))));
        modules.Add(Name, "start_type", 0, (self, _) => Own(self, table) is not { } own ? Atoms.Undefined : table.IsRunning(own) ? Local : Normal);
    }

    private static void AddSettings(ModuleTable modules, ApplicationTable table)
    {
        modules.Add(Name, "get_env", 1, (self, arguments) => Own(self, table) is { } own ? Setting(own, arguments[0]) : Atoms.Undefined);
        modules.Add(Name, "get_env", 2, arguments => Setting(BuiltIn.Name(arguments[0]), arguments[1]));
        modules.Add(Name, "get_env", 3, arguments => table.Environment.Get(BuiltIn.Name(arguments[0]), BuiltIn.Name(arguments[1])) ?? arguments[2]);
        modules.Add(Name, "get_all_env", 0, (self, _) => Own(self, table) is { } own ? All(own) : ErlList.Empty);
        modules.Add(Name, "get_all_env", 1, arguments => All(BuiltIn.Name(arguments[0])));

        ErlTerm Setting(ErlAtom application, ErlTerm key)
            => table.Environment.Get(application, BuiltIn.Name(key)) is { } value ? ErlTerm.Tuple(Atoms.Ok, value) : Atoms.Undefined;

        ErlTerm All(ErlAtom application) => ApplicationTerms.Pairs(table.Environment.Of(application));
    }

    /// <summary>The application of the calling process.</summary>
    private static ErlAtom? Own(ProcessContext self, ApplicationTable table) => table.OfLeader(self.GroupLeader);

    private static ErlTerm Found(ErlAtom? application) => application is null ? Atoms.Undefined : ErlTerm.Tuple(Atoms.Ok, application);
}
