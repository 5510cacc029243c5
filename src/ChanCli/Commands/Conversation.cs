using Chan.Cli.Connecting;
using Chan.Cli.Output;
using Chan.Client;
using Chan.Terms;

namespace Chan.Cli.Commands;

/// <summary>Sends lines as messages, one after the other, and prints answers and pushes as they come.</summary>
/// <remarks>
/// A line is a term and asks for an answer; with <c>!</c> in front (as in Erlang) it does not. Empty lines and lines that begin with
/// <c>%</c> are skipped. A line that fails does not end the conversation; its exit code becomes the command's unless a person types.
/// </remarks>
internal sealed class Conversation(CliEnvironment environment, IServiceConnection connection, AnswerWriter answers, ILineSource lines)
{
    private const string Help = "TERM  send and print the answer     ! TERM  send only     help  this text     quit  or Ctrl-D";

    private int _firstFailure;

    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var typing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var printing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task pushes = PrintPushesAsync(printing.Token);
        Task watch = WatchAsync(typing);
        try
        {
            await SendLinesAsync(typing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The connection ended; the reason is printed below.
        }

        bool endedByGateway = connection.Closed.IsCompleted;
        if (!endedByGateway)
        {
            await printing.CancelAsync().ConfigureAwait(false);
        }

        // Pushes that came before the gateway's end are still printed: they end by themselves.
        await typing.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(pushes, watch).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (!endedByGateway)
        {
            return _firstFailure;
        }

        ChanCloseReason reason = await connection.Closed.ConfigureAwait(false);
        environment.Error.WriteLine($"Connection closed: {reason.Text}");
        return reason.IsClean ? _firstFailure : ExitCode.RemoteError;
    }

    private async Task SendLinesAsync(CancellationToken cancellationToken)
    {
        if (lines.IsInteractive)
        {
            lines.Print(() => environment.Error.WriteLine(Help));
        }

        bool cast = false;
        while (await lines.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            string text = line.Trim();
            if (text is "quit" or "quit." or "exit")
            {
                break;
            }

            if (text.Length == 0 || text[0] == '%')
            {
                continue;
            }

            if (text is "help" or "?" && lines.IsInteractive)
            {
                lines.Print(() => environment.Error.WriteLine(Help));
                continue;
            }

            cast |= text[0] == '!';
            await TryAsync(() => SendAsync(text, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        if (cast)
        {
            await TryAsync(() => connection.FlushAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(string text, CancellationToken cancellationToken)
    {
        if (text[0] == '!')
        {
            await connection.CastAsync(TermArgument.Parse(text[1..], "The line"), cancellationToken).ConfigureAwait(false);
            return;
        }

        ErlTerm answer = await connection.RpcAsync(TermArgument.Parse(text, "The line"), cancellationToken).ConfigureAwait(false);
        lines.Print(() => answers.Write(answer));
    }

    private async Task TryAsync(Func<Task> send, CancellationToken cancellationToken)
    {
        int code = await ErrorReport.GuardAsync(
            environment,
            async () =>
            {
                await send().ConfigureAwait(false);
                return ExitCode.Ok;
            }).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (_firstFailure == ExitCode.Ok && !lines.IsInteractive)
        {
            _firstFailure = code;
        }
    }

    private async Task PrintPushesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (ErlTerm push in connection.ReadPushesAsync(cancellationToken).ConfigureAwait(false))
            {
                lines.Print(() => answers.WritePush(push));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChanException)
        {
            // The end of the connection is reported once, by RunAsync.
        }
    }

    /// <summary>Wakes the reader of lines when the connection ends under it.</summary>
    private async Task WatchAsync(CancellationTokenSource typing)
    {
        try
        {
            await connection.Closed.WaitAsync(typing.Token).ConfigureAwait(false);
            await typing.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The conversation is over before the connection.
        }
    }
}
