using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>
/// What <c>application:load/1</c> gets: a name, or <c>{application, Name, [{Key, Value}]}</c>. The code of an application is in this program; of the
/// specification its settings are taken, in place of the application's own.
/// </summary>
internal static class ApplicationSpecTerm
{
    private static readonly ErlAtom Environment = ErlTerm.Atom("env");

    /// <returns>Why it cannot be loaded, as OTP says it; else <see langword="null"/>.</returns>
    public static ErlTerm? Load(ApplicationTable table, ErlTerm application)
    {
        if (application is ErlAtom known)
        {
            return table.Load(known);
        }

        if (application is not (ErlTuple and [ErlAtom("application"), var id, var options]))
        {
            return ApplicationTerms.Reason("bad_application", application);
        }

        if (id is not ErlAtom name)
        {
            return ApplicationTerms.Reason("bad_application", application);
        }

        if (table.Find(name) is not null)
        {
            return ApplicationTerms.Reason("already_loaded", name);
        }

        return options is not ErlList { IsProper: true } list || !TryReadEnvironment(list, out Dictionary<ErlAtom, ErlTerm>? settings)
                ? ApplicationTerms.Reason("invalid_options", options)
            : table.FindAvailable(name) is { } available ? table.Load(available, settings)
            : ApplicationTerms.NoFile(name);
    }

    /// <summary>The name in what <see cref="Load"/> has taken.</summary>
    public static ErlAtom NameOf(ErlTerm application) => application as ErlAtom ?? (ErlAtom)((ErlTuple)application)[1];

    /// <returns>False when the settings are no list of pairs. Without settings <see langword="null"/>.</returns>
    private static bool TryReadEnvironment(ErlList options, out Dictionary<ErlAtom, ErlTerm>? settings)
    {
        settings = null;
        if (options.FirstOrDefault(each => each is ErlTuple { Count: 2 } pair && pair[0] == Environment) is not ErlTuple given)
        {
            return true;
        }

        return EnvironmentModule.TryReadSettings(given[1], out settings, out _);
    }
}
