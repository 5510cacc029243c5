# A registered process that keeps values under keys, and the functions to talk to it.
defmodule :kvs do
  def start, do: Process.register(spawn(fn -> loop(%{}) end), :kvs)

  def store(key, value), do: ask({:store, key, value})

  def lookup(key), do: ask({:lookup, key})

  defp ask(question) do
    send(:kvs, {self(), question})

    receive do
      {:kvs, answer} -> answer
    end
  end

  defp loop(values) do
    receive do
      {from, {:store, key, value}} ->
        send(from, {:kvs, true})
        loop(Map.put(values, key, value))

      {from, {:lookup, key}} ->
        answer = with {:ok, value} <- Map.fetch(values, key), do: {:ok, value}, else: (:error -> :undefined)
        send(from, {:kvs, answer})
        loop(values)
    end
  end
end
