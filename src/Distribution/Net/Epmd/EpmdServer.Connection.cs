using System.Buffers.Binary;
using System.Net.Sockets;
using Chan.Distribution.Net.Epmd.Messages;

namespace Chan.Distribution.Net.Epmd;

/// <content>One connection: one request, and the registration that it may hold.</content>
public sealed partial class EpmdServer
{
    private sealed class EpmdConnection(EpmdServer server, Socket socket)
    {
        // A registration with the longest name and the most extra bytes that are taken.
        private const int MaxRequestLength = 1 + EpmdWire.EntryHeadLength + EpmdWire.MaxNameBytes + sizeof(ushort) + EpmdWire.MaxExtraBytes;

        /// <summary>Its place among the unanswered ones.</summary>
        public LinkedListNode<EpmdConnection>? Place { get; set; }

        /// <summary>Completes when nothing of it is left.</summary>
        public Task Ended { get; private set; } = Task.CompletedTask;

        public void Start(EpmdServerOptions options, CancellationToken stopping) => Ended = RunAsync(options, stopping);

        public void Abort() => socket.Dispose();

        private async Task RunAsync(EpmdServerOptions options, CancellationToken stopping)
        {
            // The accept loop goes on at once.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            try
            {
                if (await AnswerRequestAsync(options, stopping).ConfigureAwait(false) is { } entry)
                {
                    await HoldAsync(entry, stopping).ConfigureAwait(false);
                }
            }
            catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The other side went away, its time was over, or the server stops: nothing is owed to it.
            }
            finally
            {
                socket.Dispose();
                server.Forget(this);
            }
        }

        // One deadline for request and answer together: who sends or reads a byte now and then gains nothing.
        private async Task<EpmdTableEntry?> AnswerRequestAsync(EpmdServerOptions options, CancellationToken stopping)
        {
            using var timeout = new CancellationTokenSource(options.RequestTimeout, options.TimeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
            if (await ReadRequestAsync(either.Token).ConfigureAwait(false) is not { } request
                || server.Answer(request, IsLocal(socket), $"{socket.RemoteEndPoint}") is not { } reply)
            {
                return null;
            }

            if (reply.Entry is not null)
            {
                // Before the answer: a node that knows of its registration cannot lose it to those that come after.
                server.Settle(this);
            }

            try
            {
                await SendAsync(reply.Answer, either.Token).ConfigureAwait(false);
            }
            catch when (reply.Entry is not null)
            {
                server.Unregister(reply.Entry);
                throw;
            }

            if (reply.Entry is null)
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            if (request is EpmdRequest.Kill && reply.Answer.AsSpan().SequenceEqual(EpmdAnswer.Killed(ends: true)))
            {
                server.End();
            }

            return reply.Entry;
        }

        private async Task<EpmdRequest?> ReadRequestAsync(CancellationToken cancellationToken)
        {
            byte[] head = new byte[sizeof(ushort)];
            if (!await TryReadAsync(head, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(head);
            if (length is 0 or > MaxRequestLength)
            {
                return null;
            }

            byte[] body = new byte[length];
            return await TryReadAsync(body, cancellationToken).ConfigureAwait(false) ? EpmdRequest.Read(body) : null;
        }

        /// <summary>Waits for the end; a byte is as good as one, since a node that is registered has nothing to say.</summary>
        private async Task HoldAsync(EpmdTableEntry entry, CancellationToken stopping)
        {
            try
            {
                await socket.ReceiveAsync(new byte[1].AsMemory(), stopping).ConfigureAwait(false);
            }
            finally
            {
                server.Unregister(entry);
            }
        }

        private async Task<bool> TryReadAsync(Memory<byte> target, CancellationToken cancellationToken)
        {
            while (!target.IsEmpty)
            {
                int count = await socket.ReceiveAsync(target, cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    return false;
                }

                target = target[count..];
            }

            return true;
        }

        private async Task SendAsync(ReadOnlyMemory<byte> answer, CancellationToken cancellationToken)
        {
            while (!answer.IsEmpty)
            {
                answer = answer[await socket.SendAsync(answer, cancellationToken).ConfigureAwait(false)..];
            }
        }
    }
}
