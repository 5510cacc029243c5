using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>The functions of module <c>application</c> that other nodes call by rpc.</summary>
internal static class ApplicationModule
{
    public static readonly ErlAtom Name = ErlTerm.Atom("application");

    public static void AddTo(ModuleTable modules, ApplicationController controller, ApplicationTable table)
    {
        Add("get_env", 2, arguments => table.Get(Atom(arguments[0]), Atom(arguments[1])) is { } value ? ErlTerm.Tuple(Atoms.Ok, value) : Atoms.Undefined);
        Add("get_env", 3, arguments => table.Get(Atom(arguments[0]), Atom(arguments[1])) ?? arguments[2]);
        Add("get_all_env", 1, arguments => ErlTerm.List([.. table.EnvironmentOf(Atom(arguments[0])).Select(pair => ErlTerm.Tuple(pair.Key, pair.Value))]));
        Add("set_env", 3, SetEnvironment);
        Add("set_env", 4, SetEnvironment);
        Add("unset_env", 2, arguments =>
        {
            table.Unset(Atom(arguments[0]), Atom(arguments[1]));
            return Atoms.Ok;
        });
        Add("which_applications", 0, _ => ApplicationTerms.ListOf(table.Which));
        Add("which_applications", 1, _ => ApplicationTerms.ListOf(table.Which));
        Add("loaded_applications", 0, _ => ApplicationTerms.ListOf(table.Loaded));
        Ask("start", 1, arguments => ApplicationController.StartRequest(Atom(arguments[0]), Supervision.RestartKind.Temporary));
        Ask("start", 2, arguments => ApplicationController.StartRequest(Atom(arguments[0]), ApplicationTerms.KindOf(arguments[1])));
        Ask("stop", 1, arguments => ErlTerm.Tuple(ErlTerm.Atom("stop_application"), Atom(arguments[0])));
        modules.Add(Name, ErlTerm.Atom("ensure_all_started"), 1, EnsureAllStartedAsync);

        void Add(string function, int arity, Func<IReadOnlyList<ErlTerm>, ErlTerm> body)
            => modules.Add(Name, ErlTerm.Atom(function), arity, (_, arguments) => ValueTask.FromResult(body(arguments)));

        void Ask(string function, int arity, Func<IReadOnlyList<ErlTerm>, ErlTerm> request)
            => modules.Add(Name, ErlTerm.Atom(function), arity, (self, arguments) => controller.AskAsync(self, request(arguments)));

        ErlTerm SetEnvironment(IReadOnlyList<ErlTerm> arguments)
        {
            table.Set(Atom(arguments[0]), Atom(arguments[1]), arguments[2]);
            return Atoms.Ok;
        }

        async ValueTask<ErlTerm> EnsureAllStartedAsync(ProcessContext self, IReadOnlyList<ErlTerm> arguments)
        {
            try
            {
                IReadOnlyList<ErlAtom> started = await controller
                    .EnsureAllStartedAsync(self, Atom(arguments[0]), Supervision.RestartKind.Temporary).ConfigureAwait(false);
                return ErlTerm.Tuple(Atoms.Ok, ErlTerm.List([.. started]));
            }
            catch (TermException refused) when (refused.Class == TermExceptionClass.Error && !self.IsDead)
            {
                return ErlTerm.Tuple(Atoms.Error, refused.Reason);
            }
        }
    }

    private static ErlAtom Atom(ErlTerm term) => term as ErlAtom ?? throw TermException.Error(Atoms.Badarg);
}
