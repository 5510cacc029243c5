using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Calls;

/// <summary>What is an answer to a call, and what is only a message that has its reference in it.</summary>
[Trait("Scenario", "O1")]
public sealed class AnswerTests : ProcessTest
{
    [Theory]
    [InlineData("alias")]
    [InlineData("reference")]
    public Task Other_messages_with_the_reference_of_a_call_stay_in_the_mailbox(string form) => Run(async self =>
    {
        ErlPid odd = self.Spawn(async process =>
        {
            var from = (ErlTuple)((ErlTuple)await process.ReceiveAsync())[1];
            ErlTerm reference = ((ErlList)from[1]).Tail!;
            foreach (ErlTerm other in Others(reference))
            {
                process.Send(from[0], other);
            }

            process.Send(from[0], ErlTerm.Tuple(form == "alias" ? from[1] : reference, Term("answer")));
            await WaitForStop(process);
        });

        Assert.Equal(Term("answer"), await self.CallAsync(odd, Term("x"), Timeout.InfiniteTimeSpan));
        Assert.Empty(Node.GetProcessInformation(self.Self)!.Monitors);
        int left = 0;
        while (await self.ReceiveAsync(TimeSpan.Zero) is not null)
        {
            left++;
        }

        Assert.Equal(Others(Atoms.Ok).Length, left);
    });

    private static ErlTerm[] Others(ErlTerm reference) =>
    [
        ErlTerm.Tuple(ErlTerm.Atom("progress"), reference),
        ErlTerm.Tuple(reference, 1, 2),
        ErlTerm.Tuple(ErlTerm.Atom("timeout"), reference, 1),
        ErlTerm.Tuple(reference),
        ErlTerm.Tuple([ErlTerm.Atom("tag"), reference, Atoms.Process, Atoms.Ok, Atoms.Ok]),
        ErlTerm.Tuple(ErlTerm.ImproperList([Atoms.Ok], reference), 1),
    ];
}
