using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>An application as <c>application:which_applications/0</c> shows it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">What it is.</param>
/// <param name="Version">The version.</param>
public sealed record ApplicationInformation(ErlAtom Name, string Description, string Version)
{
    internal static ApplicationInformation Of(Application application) => new(application.Name, application.Description, application.Version);

    /// <summary><c>{Name, Description, Version}</c>.</summary>
    internal ErlTerm ToTerm() => ErlTerm.Tuple(Name, ErlTerm.CharList(Description), ErlTerm.CharList(Version));
}
