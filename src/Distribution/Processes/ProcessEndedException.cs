namespace Chan.Distribution.Processes;

/// <summary>Unwinds the body of a process that was ended from outside. Thrown by every call on the context of such a process.</summary>
internal sealed class ProcessEndedException() : Exception("The process was ended; its code unwinds.");
