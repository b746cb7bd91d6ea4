#!/bin/sh
# slurm-cluster.sh FOLDER PORT PORT PORT: a Slurm cluster of two nodes on this machine, for tests. Everything is in FOLDER, and
# nothing of it is left once standard input ends, however its owner ended. A line `controller` there starts the
# controller again, where it was killed.
folder=$1
PATH=$PATH:/usr/sbin:/sbin
export SLURM_CONF=$folder/slurm.conf
mkdir -p "$folder/state" "$folder/log" "$folder/node1" "$folder/node2"
head -c 1024 /dev/urandom > "$folder/munge.key"
chmod 600 "$folder/munge.key"
chmod 755 "$folder"
cat > "$SLURM_CONF" <<END
ClusterName=scratch
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$2
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=30
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/%n.pid
SlurmctldLogFile=$folder/log/slurmctld
SlurmdLogFile=$folder/log/%n
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,bf_interval=1,sched_min_interval=100000
ReturnToService=2
KillWait=1
Prolog=$folder/prolog
NodeName=node1 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$3 CPUs=2 RealMemory=1000000
NodeName=node2 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$4 CPUs=2 RealMemory=1000000
PartitionName=main Nodes=node1,node2 Default=YES MaxTime=INFINITE
END

# Where a file says that a node is broken, it starts nothing.
printf '#!/bin/sh\n[ ! -e "%s/$SLURMD_NODENAME.broken" ]\n' "$folder" > "$folder/prolog"
chmod 755 "$folder/prolog"

start_controller() { slurmctld -D -f "$SLURM_CONF" > "$folder/log/slurmctld.out" 2>&1 < /dev/null & }

munged --foreground --force --socket="$folder/munge.socket" --key-file="$folder/munge.key" --pid-file="$folder/munge.pid" \
    --log-file="$folder/log/munged" --seed-file="$folder/munge.seed" > "$folder/log/munged.out" 2>&1 < /dev/null &
tries=0
until [ -S "$folder/munge.socket" ] || [ $tries -gt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
start_controller
for node in node1 node2; do slurmd -D -N $node -f "$SLURM_CONF" > "$folder/log/$node.out" 2>&1 < /dev/null & done

tries=0
until [ "$(sinfo --noheader --Node --states=idle --format=%N 2> /dev/null | wc -l)" = 2 ] || [ $tries -gt 300 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
if [ $tries -gt 300 ]; then cat "$folder"/log/*.out | tail -n 5; else echo ready; fi

while read -r command; do
    if [ "$command" = controller ]; then start_controller; fi
done

# Whatever has this cluster's configuration in its environment is of it: daemons, steps and what they started.
for signal in TERM KILL; do
    for process in /proc/[0-9]*; do
        if [ "$process" != /proc/$$ ] && tr '\0' '\n' < "$process/environ" 2> /dev/null | grep -qxF "SLURM_CONF=$folder/slurm.conf"; then
            kill -$signal "${process#/proc/}" 2> /dev/null
        fi
    done
    sleep 0.3
done
rm -rf "$folder"
