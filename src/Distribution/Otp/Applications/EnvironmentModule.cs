using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>The functions of module <c>application</c> that change settings.</summary>
internal static class EnvironmentModule
{
    private static readonly ErlAtom Persistent = ErlTerm.Atom("persistent");

    public static void AddTo(ModuleTable modules, ApplicationEnvironment environment)
    {
        Add("set_env", 1, arguments => SetAll(environment, arguments[0], ErlList.Empty));
        Add("set_env", 2, arguments => SetAll(environment, arguments[0], arguments[1]));
        Add("set_env", 3, arguments => Set(arguments, ErlList.Empty));
        Add("set_env", 4, arguments => Set(arguments, arguments[3]));
        Add("unset_env", 2, arguments => Unset(arguments, ErlList.Empty));
        Add("unset_env", 3, arguments => Unset(arguments, arguments[2]));

        void Add(string function, int arity, Func<IReadOnlyList<ErlTerm>, ErlTerm> body) => modules.Add(ApplicationModule.Name, function, arity, body);

        ErlAtom Set(IReadOnlyList<ErlTerm> arguments, ErlTerm options)
        {
            (ErlAtom application, ErlAtom key) = (BuiltIn.Name(arguments[0]), BuiltIn.Name(arguments[1]));
            if (IsPersistent(options))
            {
                environment.SetPersistent(application, key, arguments[2]);
            }
            else
            {
                environment.Set(application, key, arguments[2]);
            }

            return Atoms.Ok;
        }

        ErlAtom Unset(IReadOnlyList<ErlTerm> arguments, ErlTerm options)
        {
            (ErlAtom application, ErlAtom key) = (BuiltIn.Name(arguments[0]), BuiltIn.Name(arguments[1]));
            if (IsPersistent(options))
            {
                environment.UnsetPersistent(application, key);
            }
            else
            {
                environment.Unset(application, key);
            }

            return Atoms.Ok;
        }
    }

    /// <summary>Reads <c>[{Key, Value}]</c>; a key may be there once.</summary>
    public static bool TryReadSettings(ErlTerm term, [NotNullWhen(true)] out Dictionary<ErlAtom, ErlTerm>? settings, out string fault)
    {
        settings = null;
        var read = new Dictionary<ErlAtom, ErlTerm>();
        if (term is not ErlList { IsProper: true } list)
        {
            fault = "settings are a list of {Key, Value}";
            return false;
        }

        foreach (ErlTerm each in list)
        {
            if (each is not (ErlTuple and [ErlAtom key, var value]))
            {
                fault = $"{each} is no setting {{Key, Value}} whose key is an atom";
                return false;
            }

            if (!read.TryAdd(key, value))
            {
                fault = $"the setting {key} is there twice";
                return false;
            }
        }

        (settings, fault) = (read, "");
        return true;
    }

    /// <summary><c>[{Application, [{Key, Value}]}]</c>: all of it, or nothing when a part of it is wrong.</summary>
    private static ErlAtom SetAll(ApplicationEnvironment environment, ErlTerm configuration, ErlTerm options)
    {
        bool isPersistent = IsPersistent(options);
        var all = new Dictionary<ErlAtom, Dictionary<ErlAtom, ErlTerm>>();
        foreach (ErlTerm each in configuration is ErlList { IsProper: true } list ? list : throw Wrong("a configuration is a list"))
        {
            if (each is not (ErlTuple and [ErlAtom application, var given]))
            {
                throw Wrong($"{each} is not {{Application, [{{Key, Value}}]}}");
            }

            if (!TryReadSettings(given, out Dictionary<ErlAtom, ErlTerm>? settings, out string fault))
            {
                throw Wrong($"application {application}: {fault}");
            }

            if (!all.TryAdd(application, settings))
            {
                throw Wrong($"application {application} is there twice");
            }
        }

        foreach ((ErlAtom application, Dictionary<ErlAtom, ErlTerm> settings) in all)
        {
            foreach ((ErlAtom key, ErlTerm value) in settings)
            {
                if (isPersistent)
                {
                    environment.SetPersistent(application, key, value);
                }
                else
                {
                    environment.Set(application, key, value);
                }
            }
        }

        return Atoms.Ok;
    }

    private static TermException Wrong(string fault) => TermException.Error(ErlTerm.Tuple(Atoms.Badarg, ErlTerm.CharList(fault)));

    /// <summary>Options are a list, or the time-out alone, which nothing here takes.</summary>
    private static bool IsPersistent(ErlTerm options) => options switch
    {
        ErlList { IsProper: true } list => list.Any(each => each == Persistent || (each is ErlTuple and [var key, var on] && key == Persistent && on == Atoms.True)),
        ErlInteger(>= 0L) => false,
        ErlAtom infinity when infinity == Atoms.Infinity => false,
        _ => throw BuiltIn.BadArgument(),
    };
}
