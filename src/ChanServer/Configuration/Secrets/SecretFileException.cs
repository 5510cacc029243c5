namespace Chan.Server.Configuration.Secrets;

/// <summary>A file or folder that should hold a secret is not fit to be trusted: event 1400.</summary>
public sealed class SecretFileException : IOException
{
    /// <summary>Makes the exception; the message is the path and both sentences, never content of the file.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="problem">What is wrong, without the path and without a final stop.</param>
    /// <param name="cure">What would be right, as a sentence.</param>
    public SecretFileException(string path, string problem, string cure)
        : base($"{path}: {problem}. {cure}")
    {
        Path = path;
        Problem = problem;
        Cure = cure;
    }

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What would be right.</summary>
    public string Cure { get; }
}
