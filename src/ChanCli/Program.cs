using Chan.Cli;

return await ChanCommand.RunAsync(args, CliEnvironment.OfProcess()).ConfigureAwait(false);
