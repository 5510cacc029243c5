using Chan.Server.Sessions;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Server.Tests.Sessions;

/// <summary>The turns of requests against a service that answers in order, late, or not at all.</summary>
public class RpcTurnsTests
{
    private const int Steps = 4_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_is_asked_cancelled_and_forgotten_an_answer_goes_to_its_own_request_or_to_nobody(int seed)
    {
        using var random = new FixedRandom(seed);
        TestClock clock = new();
        Queue<ErlTerm> atService = new();
        List<long> delivered = [];
        bool gaveUp = false;
        using RpcTurns turns = new(
            message =>
            {
                atService.Enqueue(message);
                delivered.Add(NumberOf(message));
            },
            clock, Patience, () => gaveUp = true);
        Dictionary<uint, ErlTerm> open = [];
        int answered = 0;
        for (int step = 0; step < Steps && !gaveUp; step++)
        {
            uint id = (uint)Next(random, 20) + 1;
            switch (Next(random, 8))
            {
                case 0 or 1 or 2 when !turns.Contains(id):
                    ErlTerm request = ErlTerm.Tuple((long)id, step);
                    open[id] = request;
                    Assert.True(turns.TryOpen(id, request));
                    break;
                case 3:
                    turns.Cast(ErlTerm.Tuple(0, step));
                    break;
                case 4:
                    Assert.Equal(open.Remove(id), turns.TryCancel(id));
                    break;
                case 5 or 6 when atService.TryDequeue(out ErlTerm? message) && !IsCast(message):
                    AnswerTarget target = turns.TakeAnswer(out uint whose);
                    if (target == AnswerTarget.Rpc)
                    {
                        Assert.Equal(message, open[whose]);
                        open.Remove(whose);
                        answered++;
                    }
                    else
                    {
                        Assert.Equal(AnswerTarget.Cancelled, target);
                    }

                    break;
                case 7 when Next(random, 500) == 0 && atService.TryPeek(out ErlTerm? first) && !IsCast(first):
                    atService.Dequeue();
                    break;
            }

            Assert.Equal(open.Count == 0, turns.IsEmpty);
        }

        Assert.InRange(answered, 1, Steps);

        // In order, and each once, whatever was left out.
        Assert.Equal(delivered.Order(), delivered);
        Assert.Equal(delivered.Distinct(), delivered);
    }

    [Fact]
    public void Who_waits_behind_a_request_that_was_given_up_waits_for_a_bounded_time()
    {
        TestClock clock = new();
        int gaveUp = 0;
        using RpcTurns turns = new(_ => { }, clock, Patience, () => gaveUp++);
        turns.TryOpen(1, 1);
        turns.TryCancel(1);
        clock.Advance(10 * Patience);
        Assert.Equal(0, gaveUp);

        turns.TryOpen(2, 2);
        clock.Advance(Patience - TimeSpan.FromTicks(1));
        Assert.Equal(0, gaveUp);
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, gaveUp);
    }

    [Fact]
    public void The_late_answer_ends_the_wait()
    {
        TestClock clock = new();
        int gaveUp = 0;
        using RpcTurns turns = new(_ => { }, clock, Patience, () => gaveUp++);
        turns.TryOpen(1, 1);
        turns.TryOpen(2, 2);
        turns.TryCancel(1);
        clock.Advance(Patience - TimeSpan.FromTicks(1));

        Assert.Equal(AnswerTarget.Cancelled, turns.TakeAnswer(out _));
        clock.Advance(10 * Patience);
        Assert.Equal(0, gaveUp);
        Assert.Equal(AnswerTarget.Rpc, turns.TakeAnswer(out uint id));
        Assert.Equal(2u, id);
        Assert.Equal(AnswerTarget.Push, turns.TakeAnswer(out _));
    }

    [Fact]
    public async Task The_reader_is_held_back_while_too_many_wait()
    {
        using RpcTurns turns = new(_ => { }, new TestClock(), Patience, () => { });
        for (uint id = 1; id <= 4; id++)
        {
            turns.TryOpen(id, id);
        }

        Assert.Equal(3, turns.Held);
        Task room = turns.WaitForRoomAsync(3, CancellationToken.None).AsTask();
        Assert.False(room.IsCompleted);
        turns.TakeAnswer(out _);
        await room.WaitAsync(TestTimeouts.Long);

        Task end = turns.WaitForRoomAsync(1, CancellationToken.None).AsTask();
        turns.LetGo();
        await end.WaitAsync(TestTimeouts.Long);
        Assert.Equal(AnswerTarget.Cancelled, turns.TakeAnswer(out _));
    }

    private static bool IsCast(ErlTerm message) => ((ErlTuple)message)[0].Equals((ErlTerm)0);

    private static long NumberOf(ErlTerm message) => message is ErlTuple and [_, ErlInteger(long number)] ? number : throw new InvalidOperationException();

    private static int Next(FixedRandom random, int limit)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        random.GetBytes(bytes);
        return (int)(BitConverter.ToUInt32(bytes) % (uint)limit);
    }
}
