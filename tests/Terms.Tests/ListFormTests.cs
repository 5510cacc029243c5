using Chan.Interop.Tests.Terms;
using Chan.Terms.External;
using Chan.Terms.Patterns;
using FsCheck;
using FsCheck.Fluent;

namespace Chan.Terms.Tests;

/// <summary>A list keeps its elements as terms, as bytes or as plain integers; nobody can tell from outside.</summary>
public class ListFormTests
{
    private static readonly Arbitrary<int[]> Integers = Gen.Frequency(
        (3, Gen.Choose(0, 255)),
        (2, Gen.Choose(-300, 1200)),
        (1, Gen.Choose(32, 0x2FFF)),
        (1, Gen.Elements(int.MinValue, int.MaxValue, -1, 256, 0xD800, 0x10FFFF, 0x110000)))
        .ArrayOf().ToArbitrary();

    [Fact]
    public void All_forms_of_one_list_are_equal_hash_print_and_encode_alike()
        => Prop.ForAll(Integers, values =>
        {
            ErlList[] forms = Forms(values);
            byte[] bytes = TermEncoder.Encode(forms[0]);
            foreach (ErlList form in forms)
            {
                Assert.Equal(forms[0], form);
                Assert.Equal(form, forms[0]);
                Assert.Equal(0, form.CompareTo(forms[0]));
                Assert.Equal(forms[0].GetHashCode(), form.GetHashCode());
                Assert.Equal(ErlTerm.Tuple(forms[0]).GetHashCode(), ErlTerm.Tuple(form).GetHashCode());
                Assert.Equal(forms[0].ToString(), form.ToString());
                Assert.Equal(bytes, TermEncoder.Encode(form));
                Assert.Equal(forms[0].TryGetString(out string expected), form.TryGetString(out string text));
                Assert.Equal(expected, text);
                Assert.True(form.IsProper);
                Assert.Equal(values.Select(value => (ErlTerm)value), form);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Lists_of_different_forms_compare_as_their_elements_do()
        => Prop.ForAll(Integers, Integers, Gen.Choose(0, 20).ToArbitrary(), (left, right, common) =>
        {
            // Random lists differ at once; those with the same front do not.
            right = [.. left.Take(common), .. right];
            int order = Math.Sign(left.AsSpan().SequenceCompareTo(right));
            foreach (ErlList a in Forms(left))
            {
                foreach (ErlList b in Forms(right))
                {
                    Assert.Equal(order, Math.Sign(a.CompareTo(b)));
                    Assert.Equal(order == 0, a == b);
                    Assert.Equal(order, Math.Sign(ErlTerm.Map((a, 1)).CompareTo(ErlTerm.Map((b, 1)))));
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parts_and_extensions_of_all_forms_are_the_same()
        => Prop.ForAll(Integers, Gen.Choose(0, 20).ToArbitrary(), (values, at) =>
        {
            int skip = Math.Min(at, values.Length);
            ErlList rest = ErlTerm.List([.. values.Skip(skip).Select(value => (ErlTerm)value)]);
            var headAndTail = TermPattern.Parse("[H|T]");
            foreach (ErlList form in Forms(values))
            {
                Assert.Equal(rest, form.Skip(skip));
                Assert.Equal(TermEncoder.Encode(rest), TermEncoder.Encode(form.Skip(skip)));
                Assert.Equal(rest.GetHashCode(), form.Skip(skip).GetHashCode());
                Assert.Equal(ErlTerm.List([Atoms.Ok, .. form]), form.Prepend(Atoms.Ok));
                Assert.Equal(ErlTerm.List([1, 2, .. form]), ErlTerm.ImproperList([1, 2], form));
                Assert.True(TermPattern.Parse(form.ToString()).Matches(form));
                Assert.Equal(values.Length > 0, headAndTail.TryMatch(form, out TermBindings bound));
                if (values.Length > 0)
                {
                    Assert.Equal((ErlTerm)values[0], bound["H"]);
                    Assert.Equal(form.Skip(1), bound["T"]);
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Lists_with_anything_among_integers_come_back()
        => Prop.ForAll(Integers, Integers, Gen.Choose(0, int.MaxValue).ToArbitrary(), (before, after, seed) =>
        {
            ErlTerm odd = new RandomTerms(seed).Next();
            ErlTerm[] elements = [.. before.Select(value => (ErlTerm)value), odd, .. after.Select(value => (ErlTerm)value)];

            foreach (ErlTerm list in (ErlTerm[])[ErlTerm.List(elements), ErlTerm.ImproperList(elements, odd), ErlTerm.ImproperList(elements.AsSpan(1), odd)])
            {
                byte[] bytes = TermEncoder.Encode(list);
                ErlTerm back = TermDecoder.Decode(bytes, TermLimits.Trusted);

                Assert.True(list == back, $"seed {seed}: {list} came back as {back}");
                Assert.Equal(bytes, TermEncoder.Encode(back));
                Assert.Equal(list.GetHashCode(), back.GetHashCode());
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Long_lists_of_integers_are_written_whole()
    {
        foreach (int count in (int[])[63, 64, 65, 128, 1000, 65535, 65536, 70_000])
        {
            int[] values = [.. Enumerable.Range(0, count).Select(i => i * 7919 % (i % 3 == 0 ? 256 : int.MaxValue))];
            foreach (int[] all in (int[][])[values, [.. values.Select(value => value & 255)]])
            {
                ErlTerm[] terms = [.. all.Select(value => (ErlTerm)value)];
                byte[] bytes = TermEncoder.Encode(ErlTerm.List(terms));

                var back = (ErlList)TermDecoder.Decode(bytes, TermLimits.Untrusted);

                Assert.Equal(ErlTerm.List(terms), back);
                Assert.Equal(bytes, TermEncoder.Encode(back));
            }
        }
    }

    [Fact]
    public void Decoding_a_list_of_integers_makes_no_object_for_an_element()
    {
        byte[] bytes = TermEncoder.Encode(ErlTerm.List([.. Enumerable.Range(100_000, 1000).Select(value => (ErlTerm)value)]));
        TermDecoder.Decode(bytes, TermLimits.Untrusted);
        long before = GC.GetAllocatedBytesForCurrentThread();

        ErlTerm list = TermDecoder.Decode(bytes, TermLimits.Untrusted);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 4000, 4300);
        before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(list.Equals(list) & list.GetHashCode() != 0);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100);
    }

    /// <summary>The same list as terms, decoded (bytes or integers, by its values), as integers, and as a part of a longer one.</summary>
    private static ErlList[] Forms(int[] values)
    {
        ErlList terms = ErlTerm.List([.. values.Select(value => (ErlTerm)value)]);
        ErlTerm longer = TermDecoder.Decode([131, 108, 0, 0, 0, 1, 97, 1, .. TermEncoder.Encode(terms)[1..]], TermLimits.Untrusted);
        return
        [
            terms,
            (ErlList)TermDecoder.Decode(TermEncoder.Encode(terms), TermLimits.Untrusted),
            ErlList.Own([.. values]),
            (ErlList)ErlList.Own([70_000, 1, .. values]).Skip(2),
            (ErlList)((ErlList)longer).Skip(1),
        ];
    }
}
