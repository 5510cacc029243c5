using System.Buffers.Binary;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Protocol.Framing;

public sealed partial class FrameWriter
{
    // What OTP 25 emits, byte for byte, on the classic port; on the native port atoms are UTF-8.
    private TermEncoderOptions Encoding => _options.Format == FrameFormat.Classic ? TermEncoderOptions.Otp25 : TermEncoderOptions.Default;

    /// <summary>Appends a frame whose body is one term; the term is encoded straight into the queue.</summary>
    /// <param name="type"><see cref="FrameType.None"/> in the classic format.</param>
    /// <param name="term">The term.</param>
    /// <returns>As <see cref="Write(FrameType, ReadOnlySpan{byte})"/>.</returns>
    /// <exception cref="FrameTooLargeException">Over <see cref="MaxLength"/>; nothing is written.</exception>
    public bool WriteTerm(FrameType type, ErlTerm term) => WriteTerm(type, id: null, term);

    /// <summary>Appends a frame whose body is an id, where the type has one, and one term.</summary>
    /// <param name="type"><see cref="FrameType.None"/> in the classic format.</param>
    /// <param name="id">In front of the term; <see langword="null"/> for none.</param>
    /// <param name="term">The term.</param>
    /// <returns>As <see cref="Write(FrameType, ReadOnlySpan{byte})"/>.</returns>
    /// <exception cref="FrameTooLargeException">Over <see cref="MaxLength"/>; nothing is written.</exception>
    public bool WriteTerm(FrameType type, uint? id, ErlTerm term)
    {
        ArgumentNullException.ThrowIfNull(term);
        bool startsFlush;
        lock (_gate)
        {
            if (!MayAppend())
            {
                return false;
            }

            int start = _queue.Length;
            try
            {
                Append(type, id, term, start);
            }
            catch
            {
                // Half a frame must not stay behind, whatever the encoder objects to.
                _queue.Truncate(start);
                throw;
            }

            startsFlush = TakeFlush();
        }

        if (startsFlush)
        {
            StartFlush();
        }

        return true;
    }

    private void Append(FrameType type, uint? id, ErlTerm term, int start)
    {
        int headerLength = FrameLimits.LengthPrefix + TypeLength + (id is null ? 0 : sizeof(uint));
        Span<byte> header = _queue.GetSpan(headerLength);
        if (_options.Format == FrameFormat.Native)
        {
            header[FrameLimits.LengthPrefix] = (byte)type;
        }

        if (id is { } number)
        {
            BinaryPrimitives.WriteUInt32BigEndian(header[(FrameLimits.LengthPrefix + TypeLength)..], number);
        }

        _queue.Advance(headerLength);
        TermEncoder.Encode(term, _queue, Encoding);
        uint length = (uint)(_queue.Length - start - FrameLimits.LengthPrefix);
        ThrowIfTooLarge(length);
        BinaryPrimitives.WriteUInt32BigEndian(_queue.Written(start), length);
    }
}
