# A server that is started on another node, linked to who started it, and registered there.
defmodule :ackermann do
  def start(node) do
    server = Node.spawn_link(node, :ackermann, :server, [self()])

    receive do
      {^server, :registered} -> server
    end
  end

  def ask(node, m, n) do
    send({:acksvr, node}, {self(), m, n})

    receive do
      answer when is_integer(answer) -> answer
    end
  end

  def stop(node) do
    send({:acksvr, node}, {self(), :terminate})

    receive do
      {:ok, :"server-stopped"} = stopped -> stopped
    end
  end

  def server(starter) do
    Process.register(self(), :acksvr)
    send(starter, {self(), :registered})
    loop()
  end

  defp loop do
    receive do
      {from, m, n} ->
        send(from, ack(m, n))
        loop()

      {from, :terminate} ->
        send(from, {:ok, :"server-stopped"})
    end
  end

  defp ack(0, n), do: n + 1
  defp ack(m, 0), do: ack(m - 1, 1)
  defp ack(m, n), do: ack(m - 1, ack(m, n - 1))
end
