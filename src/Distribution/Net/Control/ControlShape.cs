namespace Chan.Distribution.Net.Control;

/// <summary>How the tuple of one operation is built.</summary>
/// <param name="Fields">What follows the number of the operation.</param>
/// <param name="HasPayload">Whether a second term follows the tuple.</param>
/// <param name="MayGrow">Whether more elements may follow; they are read over.</param>
internal sealed record ControlShape(ControlField[] Fields, bool HasPayload, bool MayGrow = false)
{
    private const bool WithPayload = true;

    private static readonly ControlShape?[] Shapes = MakeTable();

    /// <summary>Elements of the tuple, the number of the operation included.</summary>
    public int Arity => Fields.Length + 1;

    /// <summary>The shape of an operation; null when there is none with that number.</summary>
    public static ControlShape? Of(ControlOperation operation)
        => (int)operation < Shapes.Length ? Shapes[(int)operation] : null;

    private static ControlShape?[] MakeTable()
    {
        var table = new ControlShape?[(int)ControlOperation.AltactSigSend + 1];
        table[(int)ControlOperation.Link] = new([ControlField.From, ControlField.To], !WithPayload);
        table[(int)ControlOperation.Unlink] = new([ControlField.From, ControlField.To], !WithPayload);
        table[(int)ControlOperation.NodeLink] = new([], !WithPayload);
        table[(int)ControlOperation.UnlinkId] = new([ControlField.UnlinkId, ControlField.From, ControlField.To], !WithPayload);
        table[(int)ControlOperation.UnlinkIdAck] = new([ControlField.UnlinkId, ControlField.From, ControlField.To], !WithPayload);
        table[(int)ControlOperation.GroupLeader] = new([ControlField.From, ControlField.To], !WithPayload);
        AddSends(table);
        AddExits(table);
        AddMonitors(table);
        AddSpawns(table);
        return table;
    }

    private static void AddSends(ControlShape?[] table)
    {
        table[(int)ControlOperation.Send] = new([ControlField.Unused, ControlField.To], WithPayload);
        table[(int)ControlOperation.SendTt] = new([ControlField.Unused, ControlField.To, ControlField.Token], WithPayload);
        table[(int)ControlOperation.RegSend] = new([ControlField.From, ControlField.Unused, ControlField.To], WithPayload);
        table[(int)ControlOperation.RegSendTt] = new([ControlField.From, ControlField.Unused, ControlField.To, ControlField.Token], WithPayload);
        table[(int)ControlOperation.SendSender] = new([ControlField.From, ControlField.To], WithPayload);
        table[(int)ControlOperation.SendSenderTt] = new([ControlField.From, ControlField.To, ControlField.Token], WithPayload);
        table[(int)ControlOperation.AliasSend] = new([ControlField.From, ControlField.To], WithPayload);
        table[(int)ControlOperation.AliasSendTt] = new([ControlField.From, ControlField.To, ControlField.Token], WithPayload);
        table[(int)ControlOperation.AltactSigSend] = new([ControlField.Flags, ControlField.From, ControlField.To], WithPayload, MayGrow: true);
    }

    private static void AddExits(ControlShape?[] table)
    {
        table[(int)ControlOperation.Exit] = new([ControlField.From, ControlField.To, ControlField.Reason], !WithPayload);
        table[(int)ControlOperation.ExitTt] = new([ControlField.From, ControlField.To, ControlField.Token, ControlField.Reason], !WithPayload);
        table[(int)ControlOperation.Exit2] = table[(int)ControlOperation.Exit];
        table[(int)ControlOperation.Exit2Tt] = table[(int)ControlOperation.ExitTt];
        table[(int)ControlOperation.PayloadExit] = new([ControlField.From, ControlField.To], WithPayload);
        table[(int)ControlOperation.PayloadExitTt] = new([ControlField.From, ControlField.To, ControlField.Token], WithPayload);
        table[(int)ControlOperation.PayloadExit2] = table[(int)ControlOperation.PayloadExit];
        table[(int)ControlOperation.PayloadExit2Tt] = table[(int)ControlOperation.PayloadExitTt];
    }

    private static void AddMonitors(ControlShape?[] table)
    {
        table[(int)ControlOperation.MonitorP] = new([ControlField.From, ControlField.To, ControlField.Reference], !WithPayload);
        table[(int)ControlOperation.DemonitorP] = table[(int)ControlOperation.MonitorP];
        table[(int)ControlOperation.MonitorPExit] =
            new([ControlField.From, ControlField.To, ControlField.Reference, ControlField.Reason], !WithPayload);
        table[(int)ControlOperation.PayloadMonitorPExit] = new([ControlField.From, ControlField.To, ControlField.Reference], WithPayload);
    }

    private static void AddSpawns(ControlShape?[] table)
    {
        table[(int)ControlOperation.SpawnRequest] = new(
            [ControlField.Reference, ControlField.From, ControlField.GroupLeader, ControlField.Function, ControlField.Options], WithPayload);
        table[(int)ControlOperation.SpawnRequestTt] = new(
            [
                ControlField.Reference, ControlField.From, ControlField.GroupLeader, ControlField.Function, ControlField.Options,
                ControlField.Token,
            ],
            WithPayload);
        table[(int)ControlOperation.SpawnReply] = new(
            [ControlField.Reference, ControlField.To, ControlField.Flags, ControlField.Result], !WithPayload);
        table[(int)ControlOperation.SpawnReplyTt] = new(
            [ControlField.Reference, ControlField.To, ControlField.Flags, ControlField.Result, ControlField.Token], !WithPayload);
    }
}
