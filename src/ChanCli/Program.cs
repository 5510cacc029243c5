using Chan.Cli;

using var interruption = new Interruption();
return await ChanCommand.RunAsync(args, CliEnvironment.OfProcess(), interruption.Token).ConfigureAwait(false);
