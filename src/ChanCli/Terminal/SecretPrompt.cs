using System.Security.Cryptography;
using System.Text;

namespace Chan.Cli.Terminal;

/// <summary>Reads a secret from the terminal; nothing that is typed is shown, not even how much.</summary>
internal static class SecretPrompt
{
    private const int MaxLength = 1024;

    /// <summary>The UTF-8 bytes of what was typed; the caller zeroes them. Null at Ctrl-C, Ctrl-D or when the keyboard is gone.</summary>
    internal static async Task<byte[]?> ReadAsync(ITerminal terminal, string prompt, CancellationToken cancellationToken)
    {
        char[] typed = GC.AllocateArray<char>(MaxLength, pinned: true);
        int length = 0;
        terminal.Write(prompt);
        try
        {
            while (true)
            {
                ConsoleKeyInfo? key = await terminal.ReadKeyAsync(cancellationToken).ConfigureAwait(false);
                if (key is not { } pressed
                    || (pressed.Modifiers.HasFlag(ConsoleModifiers.Control) && pressed.Key is ConsoleKey.C or ConsoleKey.D))
                {
                    return null;
                }

                if (pressed.Key == ConsoleKey.Enter)
                {
                    return Encoding.UTF8.GetBytes(typed, 0, length);
                }

                length = Apply(pressed, typed, length);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(typed.AsSpan()));
            terminal.Write("\r\n");
        }
    }

    private static int Apply(ConsoleKeyInfo key, char[] typed, int length)
    {
        if (key.Key == ConsoleKey.Backspace)
        {
            return Math.Max(0, length - 1);
        }

        if (key.Modifiers.HasFlag(ConsoleModifiers.Control) && key.Key == ConsoleKey.U)
        {
            return 0;
        }

        if (length < MaxLength && !char.IsControl(key.KeyChar))
        {
            typed[length++] = key.KeyChar;
        }

        return length;
    }
}
