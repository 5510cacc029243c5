using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Otp.Servers;

[Trait("Scenario", "O1")]
public sealed class TypedServerTests : ProcessTest
{
    [Fact]
    public async Task Requests_and_answers_are_types_of_ones_own()
    {
        await Run(async self =>
        {
            ErlPid account = (await GenServer.StartLinkAsync(self, () => new Account())).Pid;
            await self.CallAsync(account, new Account.Deposit(40));

            Assert.Equal(new Account.Balance(42), await self.CallAsync(account, new Account.Deposit(2)));
            Assert.Equal(Term("{balance, 43}"), await self.CallAsync(account, Term("{deposit, 1}")));
        });
    }

    [Fact]
    public async Task Code_that_is_no_process_asks_in_the_same_way()
    {
        ErlPid account = (await GenServer.StartAsync(Node, () => new Account())).Pid;

        Assert.Equal(new Account.Balance(5), await Node.CallAsync(account, new Account.Deposit(5)).WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task An_answer_of_another_type_is_an_error_with_the_answer()
    {
        ErlPid account = (await GenServer.StartAsync(Node, () => new Account())).Pid;
        TermException failure = await Assert.ThrowsAsync<TermException>(() => Node.CallAsync(account, new Account.Confusion()));

        Assert.Equal(Term("{badmatch, ok}"), failure.Reason);
    }

    [Fact]
    [Trait("Scenario", "O7")]
    public async Task Tools_see_the_state_as_a_term_and_replace_it_by_one_that_fits()
    {
        Node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("double"), 1, (_, arguments)
            => new ValueTask<ErlTerm>(ErlTerm.Tuple(ErlTerm.Atom("balance"), 2 * (((ErlTuple)arguments[0])[1] is ErlInteger(long amount) ? amount : 0))));
        Node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("spoil"), 1, (_, _) => new ValueTask<ErlTerm>(ErlTerm.Atom("rich")));
        await Run(async self =>
        {
            ErlPid account = (await GenServer.StartLinkAsync(self, () => new Account())).Pid;
            await self.CallAsync(account, new Account.Deposit(21));

            Assert.Equal(Term("{balance, 42}"), await self.ReplaceStateAsync(account, (ErlFun)Term("fun m:double/1")));
            TermException refused = await Assert.ThrowsAsync<TermException>(() => self.ReplaceStateAsync(account, (ErlFun)Term("fun m:spoil/1")));
            Assert.Equal(Term("{callback_failed, {gen_server, system_replace_state}, {error, badarg}}"), refused.Reason);
            Assert.Equal(Term("{balance, 42}"), await self.GetStateAsync(account));
        });
    }
}
