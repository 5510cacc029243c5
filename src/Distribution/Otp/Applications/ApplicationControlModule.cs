using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>The functions of module <c>application</c> that change something: other nodes may call them where the owner says so.</summary>
internal sealed class ApplicationControlModule
{
    private readonly ApplicationController _controller;
    private readonly ApplicationTable _table;

    private ApplicationControlModule(ApplicationController controller, ApplicationTable table) => (_controller, _table) = (controller, table);

    public static void AddTo(ModuleTable modules, ApplicationController controller, ApplicationTable table)
    {
        var module = new ApplicationControlModule(controller, table);
        Add("start", 1, (self, arguments) => module.StartAsync(self, arguments[0], Atoms.Temporary));
        Add("start", 2, (self, arguments) => module.StartAsync(self, arguments[0], arguments[1]));
        Add("ensure_started", 1, (self, arguments) => module.EnsureStartedAsync(self, arguments[0], Atoms.Temporary));
        Add("ensure_started", 2, (self, arguments) => module.EnsureStartedAsync(self, arguments[0], arguments[1]));
        Add("ensure_all_started", 1, (self, arguments) => module.EnsureAllStartedAsync(self, arguments[0], Atoms.Temporary));
        Add("ensure_all_started", 2, (self, arguments) => module.EnsureAllStartedAsync(self, arguments[0], arguments[1]));
        Add("stop", 1, (self, arguments) => module.AskAsync(self, "stop_application", BuiltIn.Name(arguments[0])));
        Add("unload", 1, (self, arguments) => module.AskAsync(self, "unload_application", BuiltIn.Name(arguments[0])));
        Add("permit", 2, module.PermitAsync);
        modules.Add(ApplicationModule.Name, "load", 1, arguments => Answer(ApplicationSpecTerm.Load(table, arguments[0])));
        EnvironmentModule.AddTo(modules, table.Environment);

        void Add(string function, int arity, ExportedFunction body) => modules.Add(ApplicationModule.Name, ErlTerm.Atom(function), arity, body);
    }

    private static ErlTerm Answer(ErlTerm? refusal) => refusal is null ? Atoms.Ok : ApplicationTerms.Failed(refusal);

    private static bool IsAlready(ErlTerm reason, string what) => reason is ErlTuple and [ErlAtom kind, _] && kind.Name == what;

    private ValueTask<ErlTerm> AskAsync(ProcessContext self, string verb, ErlAtom name)
        => _controller.AskAsync(self, ErlTerm.Tuple(ErlTerm.Atom(verb), name));

    private ValueTask<ErlTerm> PermitAsync(ProcessContext self, IReadOnlyList<ErlTerm> arguments)
        => arguments[1] == Atoms.True || arguments[1] == Atoms.False
            ? _controller.AskAsync(self, ErlTerm.Tuple(ErlTerm.Atom("permit_application"), BuiltIn.Name(arguments[0]), arguments[1]))
            : throw TermException.Exit(ErlTerm.Tuple(
                Atoms.Badarg, ErlTerm.Tuple(ApplicationModule.Name, ErlTerm.Atom("permit"), ErlTerm.List([.. arguments]))));

    private ValueTask<ErlTerm> StartAsync(ProcessContext self, ErlTerm application, ErlTerm kind)
        => ApplicationSpecTerm.Load(_table, application) is { } refusal && !IsAlready(refusal, "already_loaded")
            ? ValueTask.FromResult(ApplicationTerms.Failed(refusal))
            : _controller.AskAsync(self, ApplicationController.StartRequest(ApplicationSpecTerm.NameOf(application), kind));

    private async ValueTask<ErlTerm> EnsureStartedAsync(ProcessContext self, ErlTerm application, ErlTerm kind)
    {
        ErlTerm answer = await StartAsync(self, application, kind).ConfigureAwait(false);
        return answer is ErlTuple and [_, var reason] && IsAlready(reason, "already_started") ? Atoms.Ok : answer;
    }

    private async ValueTask<ErlTerm> EnsureAllStartedAsync(ProcessContext self, ErlTerm application, ErlTerm kind)
    {
        ErlAtom name = BuiltIn.Name(application);
        if (ApplicationTerms.KindOf(kind) is not { } restart)
        {
            return ApplicationTerms.Failed(ErlTerm.Tuple(name, ApplicationTerms.Reason("invalid_restart_type", kind)));
        }

        try
        {
            return ErlTerm.Tuple(Atoms.Ok, ErlTerm.List([.. await _controller.EnsureAllStartedAsync(self, name, restart).ConfigureAwait(false)]));
        }
        catch (TermException refused) when (refused.Class == TermExceptionClass.Error && !self.IsDead)
        {
            return ApplicationTerms.Failed(refused.Reason);
        }
    }
}
