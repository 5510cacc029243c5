# The same server as KeyValueServer.cs.
defmodule :kvs do
  use GenServer

  def start do
    {:ok, _} = GenServer.start(__MODULE__, [], name: :kvs)
    true
  end

  def init([]), do: {:ok, %{}}

  def handle_call({:store, key, value}, _from, values), do: {:reply, true, Map.put(values, key, value)}

  def handle_call({:lookup, key}, _from, values) do
    answer = with {:ok, value} <- Map.fetch(values, key), do: {:ok, value}, else: (:error -> :undefined)
    {:reply, answer, values}
  end
end
