using System.Buffers.Binary;
using System.Diagnostics;
using Chan.Terms;
using Chan.Terms.External;
using Chan.TestKit;

namespace Chan.Interop.Tests.Terms;

/// <summary>One Erlang process that answers questions about terms, in frames of a 32-bit length and a term.</summary>
internal sealed class TermMirror : IDisposable
{
    private readonly Process _erlang;

    private TermMirror(string executable, string script)
    {
        string source = Path.Combine(AppContext.BaseDirectory, script).Replace('\\', '/');
        string start = $"{{ok, M, B}} = compile:file(\"{source}\", [binary]), {{module, M}} = code:load_binary(M, \"\", B), M:main().";
        _erlang = Process.Start(new ProcessStartInfo(executable, ["-noinput", "+pc", "unicode", "-eval", start])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Starts Erlang, or skips the test where there is none.</summary>
    /// <param name="script">The module whose <c>main/0</c> answers, a file beside the tests.</param>
    public static TermMirror Start(string script = "Terms/term_mirror.erl") => new(ErlangInstallation.Require("erl"), script);

    public async Task<ErlTerm> AskAsync(ErlTerm question, CancellationToken cancellationToken)
    {
        byte[] encoded = TermEncoder.Encode(question);
        byte[] frame = new byte[4 + encoded.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, encoded.Length);
        encoded.CopyTo(frame, 4);
        await _erlang.StandardInput.BaseStream.WriteAsync(frame, cancellationToken);
        await _erlang.StandardInput.BaseStream.FlushAsync(cancellationToken);

        byte[] header = new byte[4];
        await _erlang.StandardOutput.BaseStream.ReadExactlyAsync(header, cancellationToken);
        byte[] answer = new byte[BinaryPrimitives.ReadInt32BigEndian(header)];
        await _erlang.StandardOutput.BaseStream.ReadExactlyAsync(answer, cancellationToken);
        return TermDecoder.Decode(answer, TermLimits.Trusted);
    }

    public void Dispose()
    {
        _erlang.Kill();
        _erlang.WaitForExit();
        _erlang.Dispose();
    }
}
