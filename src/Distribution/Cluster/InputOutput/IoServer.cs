using System.Runtime.CompilerServices;
using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Cluster.InputOutput.Formatting;
using Chan.Distribution.Cluster.Kernel;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.InputOutput;

/// <summary>A process that other processes have as their group leader: it serves Erlang's io protocol. It writes; there is nothing to read.</summary>
internal abstract class IoServer : SystemServer
{
    private static readonly ErlAtom IoLib = ErlTerm.Atom("io_lib");
    private static readonly ErlAtom Enotsup = ErlTerm.Atom("enotsup");

    private static readonly HashSet<string> Options = ["binary", "list", "encoding", "echo", "expand_fun"];

    /// <summary>Whether all that is not writing is refused with <c>enotsup</c>. Else reading finds the end at once, and there are the usual options.</summary>
    protected virtual bool IsWriteOnly => false;

    /// <summary>Writes text.</summary>
    /// <returns>False when it could not be written.</returns>
    protected abstract ValueTask<bool> WriteAsync(ProcessContext self, string text);

    protected override async ValueTask OnInfoAsync(ProcessContext self, ErlTerm message)
    {
        if (message is ErlTuple and [ErlAtom label, var from, var replyAs, var request] && label == IoAtoms.IoRequest)
        {
            ErlTerm reply;
            try
            {
                reply = await AnswerAsync(self, request).ConfigureAwait(false);
            }
            catch (InsufficientExecutionStackException)
            {
                reply = Error(Atoms.Badarg);
            }

            self.TrySend(from, ErlTerm.Tuple(IoAtoms.IoReply, replyAs, reply));
        }
    }

    private static ErlTuple Error(ErlTerm reason) => ErlTerm.Tuple(Atoms.Error, reason);

    private async ValueTask<ErlTerm> AnswerAsync(ProcessContext self, ErlTerm request)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return request switch
        {
            ErlTuple and [ErlAtom("put_chars"), ErlAtom encoding, var chars] => await PutAsync(self, encoding, chars, chars).ConfigureAwait(false),
            ErlTuple and [ErlAtom("put_chars"), var chars] => await PutAsync(self, Atoms.Undefined, chars, chars).ConfigureAwait(false),
            ErlTuple and [ErlAtom("put_chars"), ErlAtom encoding, var module, var function, var arguments]
                => await PutAsync(self, encoding, await ApplyAsync(self, module, function, arguments).ConfigureAwait(false), function).ConfigureAwait(false),
            ErlTuple and [ErlAtom("put_chars"), var module, var function, var arguments]
                => await PutAsync(self, Atoms.Undefined, await ApplyAsync(self, module, function, arguments).ConfigureAwait(false), function)
                    .ConfigureAwait(false),
            ErlTuple and [ErlAtom("get_until" or "get_chars" or "get_line" or "setopts"), ..] or ErlAtom("getopts") when IsWriteOnly => Error(Enotsup),
            ErlTuple and [ErlAtom("get_until" or "get_chars" or "get_line"), ..] => Atoms.Eof,
            ErlTuple and [ErlAtom("get_password"), ..] or ErlAtom("get_password") => Error(Enotsup),
            ErlTuple and [ErlAtom("get_geometry"), _] => Error(Enotsup),
            ErlTuple and [ErlAtom("setopts"), ErlList { IsProper: true } options] => options.All(IsOption) ? Atoms.Ok : Error(Enotsup),
            ErlAtom("getopts") => ErlTerm.Parse("[{binary,false},{echo,false},{encoding,unicode}]"),
            ErlTuple and [ErlAtom("requests"), ErlList { IsProper: true } requests] => await SeveralAsync(self, requests).ConfigureAwait(false),
            _ => Error(ErlTerm.Atom("request")),
        };
    }

    private static bool IsOption(ErlTerm option)
        => option is ErlAtom("binary" or "list") || (option is ErlTuple and [ErlAtom(var name), _] && Options.Contains(name));

    /// <summary>Runs the function that makes the text; what fails is no text.</summary>
    private static async ValueTask<ErlTerm> ApplyAsync(ProcessContext self, ErlTerm module, ErlTerm function, ErlTerm arguments)
    {
        if (module.Equals(IoLib) && function is ErlAtom("format" or "fwrite") && arguments is ErlList { Count: 2 } call)
        {
            try
            {
                return ErlTerm.Utf8(IoFormat.Format(call[0], call[1]));
            }
#pragma warning disable CA1031 // The format came from anywhere: no fault in reading it ends the process that everybody writes to.
            catch (Exception)
#pragma warning restore CA1031
            {
                return Atoms.Error;
            }
        }

        CallOutcome outcome = await CallOutcome.OfAsync(self, module, function, arguments).ConfigureAwait(false);
        return outcome.Class is null ? outcome.Term : Atoms.Error;
    }

    /// <param name="self">The server.</param>
    /// <param name="encoding"><c>unicode</c>, or else Latin-1.</param>
    /// <param name="chars">The text.</param>
    /// <param name="culprit">What the error names when it is no text: the function that made it, or the text.</param>
    private async ValueTask<ErlTerm> PutAsync(ProcessContext self, ErlAtom encoding, ErlTerm chars, ErlTerm culprit)
    {
        bool isText = encoding == IoAtoms.Unicode || chars is ErlBinary && !ReferenceEquals(chars, culprit)
            ? CharData.TryReadUnicode(chars, out string? text)
            : CharData.TryReadLatin1(chars, out text);
        if (!isText)
        {
            return Error(ReferenceEquals(chars, culprit) ? ErlTerm.Tuple(IoAtoms.PutChars, encoding, culprit) : culprit);
        }

        return await WriteAsync(self, text!).ConfigureAwait(false) ? Atoms.Ok : Error(ErlTerm.Atom("terminated"));
    }

    private async ValueTask<ErlTerm> SeveralAsync(ProcessContext self, ErlList requests)
    {
        ErlTerm reply = Atoms.Ok;
        foreach (ErlTerm request in requests)
        {
            reply = await AnswerAsync(self, request).ConfigureAwait(false);
            if (reply is ErlTuple and [ErlAtom("error"), ..])
            {
                break;
            }
        }

        return reply;
    }
}
