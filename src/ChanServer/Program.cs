using Chan.Server.Hosting;

return await ServerProgram.RunAsync(args, Console.Out, Console.Error, CancellationToken.None).ConfigureAwait(false);
