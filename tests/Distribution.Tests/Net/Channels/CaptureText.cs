using Chan.Distribution.Net.Control;
using Chan.Terms;

namespace Chan.Distribution.Tests.Net.Channels;

/// <summary>Prints control messages as the decoder of <c>dist-capture.txt</c> did.</summary>
internal static class CaptureText
{
    public static string Of(ControlMessage message)
    {
        ControlShape shape = ControlShape.Of(message.Operation)!;
        IEnumerable<string> fields = shape.Fields.Select(field => field == ControlField.Unused ? "''" : Of(message[field]!));
        string control = "{" + string.Join(',', fields.Prepend(((int)message.Operation).ToString())) + "}";
        return shape.HasPayload ? $"{control} MSG {Of(message.Payload!)}" : control;
    }

    public static string Of(ErlTerm term) => term switch
    {
        ErlPid pid => $"#Pid<{pid.Node.Name}.{pid.Id}.{pid.Serial} cr={pid.Creation}>",
        ErlReference reference => $"#Ref<{reference.Node.Name} cr={reference.Creation} {string.Join('.', reference.Words.ToArray())}>",
        ErlTuple tuple => "{" + string.Join(',', tuple.Select(Of)) + "}",
        ErlMap map => "#{" + string.Join(',', map.Select(pair => Of(pair.Key) + "=>" + Of(pair.Value))) + "}",
        ErlList { Count: > 0 } list when !list.TryGetString(out _) =>
            "[" + string.Join(',', list.Select(Of)) + (list.IsProper ? string.Empty : "|" + Of(list.Tail)) + "]",
        _ => term.ToString()!,
    };
}
