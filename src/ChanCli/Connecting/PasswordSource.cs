using System.Security.Cryptography;
using Chan.Cli.Terminal;
using Chan.Protocol.Verifiers;

namespace Chan.Cli.Connecting;

/// <summary>Where a password may come from: a file, standard input, the terminal. Never the command line, where every user of the machine sees it.</summary>
internal static class PasswordSource
{
    internal const string FileVariable = "CHAN_PASSWORD_FILE";

    private const int MaxFileLength = 64 * 1024;

    /// <summary>The password to connect with: the file named by the option, by the environment, or what the user types.</summary>
    /// <exception cref="UsageException">None of them gives a password.</exception>
    internal static async Task<ChanPassword> ReadAsync(CliEnvironment environment, string? file, string service, CancellationToken cancellationToken)
        => await ReadOptionalAsync(environment, file, service, cancellationToken).ConfigureAwait(false)
            ?? throw new UsageException(environment.Terminal is null
                ? $"No password: give a file with --password-file FILE (- for standard input) or the variable {FileVariable}; "
                    + "without a terminal it cannot be asked for."
                : "No password was entered.");

    /// <summary>As <see cref="ReadAsync"/>, for services that may ask for none: null when there is no file and nothing is typed.</summary>
    internal static async Task<ChanPassword?> ReadOptionalAsync(
        CliEnvironment environment, string? file, string service, CancellationToken cancellationToken)
    {
        string? named = file ?? environment.GetVariable(FileVariable);
        if (!string.IsNullOrEmpty(named))
        {
            return await FromFileAsync(environment, named, cancellationToken).ConfigureAwait(false);
        }

        return environment.Terminal is { } terminal
            ? await AskAsync(terminal, $"Password for {service}: ", cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>Reads a password file; <c>-</c> is standard input.</summary>
    internal static async Task<ChanPassword> FromFileAsync(CliEnvironment environment, string file, CancellationToken cancellationToken)
    {
        byte[] content = GC.AllocateArray<byte>(MaxFileLength, pinned: true);
        try
        {
            int length = await ReadUpToAsync(environment, file, content, cancellationToken).ConfigureAwait(false);
            return length < MaxFileLength
                ? ChanPassword.FromUtf8File(content.AsSpan(0, length))
                : throw new UsageException($"The password file {file} has {MaxFileLength} bytes or more: this is not a password.");
        }
        catch (FormatException e)
        {
            throw new UsageException($"The password in {Name(file)} cannot be used: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The password file {file} cannot be read: {e.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Asks on the terminal; null when nothing is entered.</summary>
    /// <exception cref="OperationCanceledException">The user gave up with Ctrl-C or Ctrl-D.</exception>
    internal static async Task<ChanPassword?> AskAsync(ITerminal terminal, string prompt, CancellationToken cancellationToken)
    {
        byte[]? typed = await SecretPrompt.ReadAsync(terminal, prompt, cancellationToken).ConfigureAwait(false);
        try
        {
            return typed is null ? throw new OperationCanceledException() : typed is [] ? null : ChanPassword.FromUtf8File(typed);
        }
        catch (FormatException e)
        {
            throw new UsageException($"The password cannot be used: {e.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(typed);
        }
    }

    private static async Task<int> ReadUpToAsync(CliEnvironment environment, string file, byte[] content, CancellationToken cancellationToken)
    {
        if (file == "-")
        {
            return await environment.Input.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }

        FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        await using (stream.ConfigureAwait(false))
        {
            return await stream.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Name(string file) => file == "-" ? "standard input" : file;
}
