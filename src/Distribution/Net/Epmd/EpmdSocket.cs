using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Chan.Distribution.Net.Epmd.Messages;

namespace Chan.Distribution.Net.Epmd;

/// <summary>A connection to epmd, and the answers that come on it: they have no length of their own and may come in pieces.</summary>
internal sealed class EpmdSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private EpmdSocket(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public static async Task<EpmdSocket> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        bool isAddress = IPAddress.TryParse(host, out IPAddress? address);
        var socket = isAddress
            ? new Socket(address!.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            ValueTask connecting = isAddress ? socket.ConnectAsync(address!, port, cancellationToken) : socket.ConnectAsync(host, port, cancellationToken);
            await connecting.ConfigureAwait(false);
            return new EpmdSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public ValueTask SendAsync(byte[] packet, CancellationToken cancellationToken) => _stream.WriteAsync(packet, cancellationToken);

    /// <summary>Waits until epmd closes the connection; it says nothing more on one that holds a registration.</summary>
    public async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        byte[] unexpected = new byte[64];
        try
        {
            while (await _stream.ReadAsync(unexpected, cancellationToken).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A connection that breaks has ended too.
        }
    }

    /// <summary>Reads the answer to a registration.</summary>
    /// <returns>The creation; null if the name is taken or epmd does not want it.</returns>
    /// <exception cref="InvalidDataException">It is none of epmd's answers.</exception>
    public async Task<uint?> ReadCreationAsync(CancellationToken cancellationToken)
    {
        byte[] head = await ReadAsync(2, cancellationToken).ConfigureAwait(false);
        uint creation = head[0] switch
        {
            EpmdWire.Alive2ExtendedResponse => BinaryPrimitives.ReadUInt32BigEndian(await ReadAsync(sizeof(uint), cancellationToken).ConfigureAwait(false)),
            EpmdWire.Alive2Response => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(sizeof(ushort), cancellationToken).ConfigureAwait(false)),
            _ => throw Unexpected(head[0]),
        };
        if (head[1] != EpmdWire.Ok)
        {
            return null;
        }

        return creation != 0 ? creation : throw new InvalidDataException("It gave the creation 0, which stands for no node.");
    }

    /// <summary>Reads the answer to a look-up; null if the node is unknown.</summary>
    /// <exception cref="InvalidDataException">It is none of epmd's answers.</exception>
    public async Task<EpmdNode?> ReadNodeAsync(CancellationToken cancellationToken)
    {
        // The answer nearly always comes in one piece, and is read as one.
        byte[] answer = new byte[256];
        int filled = await FillAsync(2, 0).ConfigureAwait(false);
        if (answer[0] != EpmdWire.Port2Response)
        {
            throw Unexpected(answer[0]);
        }

        if (answer[1] != EpmdWire.Ok)
        {
            return null;
        }

        const int Entry = 2;
        const int Name = Entry + EpmdWire.EntryHeadLength;
        filled = await FillAsync(Name, filled).ConfigureAwait(false);
        int nameLength = BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(Entry + 8));
        if (nameLength > EpmdWire.MaxNameBytes)
        {
            throw new InvalidDataException($"It gave a name of {nameLength} bytes; none is longer than {EpmdWire.MaxNameBytes}.");
        }

        int extra = Name + nameLength + sizeof(ushort);
        filled = await FillAsync(extra, filled).ConfigureAwait(false);
        int extraLength = BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(extra - sizeof(ushort)));
        if (extraLength > EpmdWire.MaxExtraBytes)
        {
            throw new InvalidDataException($"It added {extraLength} bytes to an entry; more than {EpmdWire.MaxExtraBytes} are not taken.");
        }

        await FillAsync(extra + extraLength, filled).ConfigureAwait(false);
        return EpmdEntry.Read(answer.AsSpan(Entry, extra + extraLength - Entry)) ?? throw new InvalidDataException("It gave an entry that makes no sense.");

        async ValueTask<int> FillAsync(int needed, int present)
        {
            if (needed > answer.Length)
            {
                Array.Resize(ref answer, needed);
            }

            return needed <= present
                ? present
                : present + await _stream.ReadAtLeastAsync(answer.AsMemory(present), needed - present, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the answer to the request for all names.</summary>
    /// <param name="port">The port at which epmd was asked; it must say that it listens there.</param>
    /// <param name="maxLength">The longest text that is taken, in bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidDataException">It is none of epmd's answers.</exception>
    public async Task<IReadOnlyList<EpmdName>> ReadNamesAsync(int port, int maxLength, CancellationToken cancellationToken)
    {
        uint said = BinaryPrimitives.ReadUInt32BigEndian(await ReadAsync(sizeof(uint), cancellationToken).ConfigureAwait(false));
        if (said != port)
        {
            throw new InvalidDataException($"It says that it listens on port {said}.");
        }

        using var reader = new StreamReader(_stream, EpmdWire.Utf8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var names = new List<EpmdName>();
        char[] buffer = new char[4096];
        var line = new System.Text.StringBuilder();
        int length = 0;
        try
        {
            while (await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                length += count;
                if (length > maxLength)
                {
                    throw new InvalidDataException($"Its list of names is longer than {maxLength} characters.");
                }

                foreach (char character in buffer.AsSpan(0, count))
                {
                    if (character != '\n')
                    {
                        line.Append(character);
                        continue;
                    }

                    names.Add(ReadLine(line.ToString()));
                    line.Clear();
                }
            }
        }
        catch (System.Text.DecoderFallbackException error)
        {
            throw new InvalidDataException("Its list of names is not UTF-8.", error);
        }

        return line.Length == 0 ? names : throw new EndOfStreamException();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private static EpmdName ReadLine(string line)
        => line.Split(' ') is ["name", var name, "at", "port", var port]
            && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number)
            ? new EpmdName(name, number)
            : throw new InvalidDataException("A line of its list is not of the form 'name N at port P'.");

    private static InvalidDataException Unexpected(byte kind) => new($"Its answer begins with 0x{kind:x2}.");

    private async Task<byte[]> ReadAsync(int length, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[length];
        await _stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }
}
